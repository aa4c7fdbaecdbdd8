namespace Interop.Fhir.Validation;

/// <summary>Tells places of a piece as places of the whole text.</summary>
internal interface IOrigin
{
    /// <summary>The expression from the root of the whole.</summary>
    string Expression(string expression);

    /// <summary>Line and column, in the whole, of an offset of the piece.</summary>
    (int Line, int Column) Place(int offset);
}
