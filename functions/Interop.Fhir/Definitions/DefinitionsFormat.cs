namespace Interop.Fhir.Definitions;

/// <summary>
/// The compact form: a table of texts, then types (own elements grouped by path), search parameters and code lists; numbers are
/// 7-bit encoded, texts are numbers into the table.
/// </summary>
internal static class DefinitionsFormat
{
    public const string Magic = "interop-r4-1";
    public const byte IsAbstract = 1;
    public const byte IsChoice = 1;
    public const byte IsXmlAttribute = 2;
    public const byte IsContentReference = 4;
    public const byte HasBinding = 8;
}
