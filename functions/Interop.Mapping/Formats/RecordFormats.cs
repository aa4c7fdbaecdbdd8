using System.Buffers;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Formats.Csv;
using Interop.Mapping.Formats.Hl7v2;
using Interop.Mapping.Formats.Xml;
using Interop.Mapping.Ledgers;

namespace Interop.Mapping.Formats;

/// <summary>
/// The wire formats, both ways. Each reads into a record tree of a stable shape and is written from one; the tree of any format is
/// written as JSON as it is, and JSON of that shape is written in the format.
/// </summary>
public static class RecordFormats
{
    /// <summary>The names that <c>kind.yaml</c> and the command line use, in the order of <see cref="RecordFormat"/>.</summary>
    public static readonly IReadOnlyList<string> Names = ["json", "hl7v2", "xml", "csv"];

    /// <summary>The format of a name of <see cref="Names"/>; null for another word.</summary>
    public static RecordFormat? Find(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return (RecordFormat)i;
            }
        }

        return null;
    }

    /// <summary>Reads one text. No tree when an issue is an error; warnings come with a tree.</summary>
    /// <param name="format">What the text is in.</param>
    /// <param name="bytes">The text, in its own encoding.</param>
    /// <param name="issues">Gets one issue for each fault, with its place.</param>
    /// <param name="exact">
    /// True keeps what only the spelling says (line ends, trailing separators, order of XML siblings, quotes), so that writing gives the
    /// same text again; false, for mappings, leaves that out, because a mapping has nothing to account for there.
    /// </param>
    public static NodeTree? Read(RecordFormat format, ReadOnlyMemory<byte> bytes, ICollection<Issue> issues, bool exact = false) => format switch
    {
        RecordFormat.Hl7v2 => Hl7Reader.Read(bytes, issues, exact),
        RecordFormat.Xml => XmlRecordReader.Read(bytes, issues, exact),
        RecordFormat.Csv => CsvReader.Read(bytes, issues, new CsvOptions { Exact = exact }),
        _ => JsonTreeReader.Read(bytes, issues),
    };

    /// <summary>Writes a tree of the format's shape; false, with an issue for the first fault, when it is not of that shape or cannot be encoded.</summary>
    public static bool Write(RecordFormat format, Node root, IBufferWriter<byte> output, ICollection<Issue> issues)
    {
        switch (format)
        {
            case RecordFormat.Hl7v2:
                return Hl7Writer.Write(root, output, issues);
            case RecordFormat.Xml:
                return XmlRecordWriter.Write(root, output, issues);
            case RecordFormat.Csv:
                return CsvWriter.Write(root, output, issues);
            default:
                FhirJson.WriteRecord(root, output);
                return true;
        }
    }

    /// <summary>The place of a node as people of that format spell it: <c>PID-3[2].1</c>, <c>/Messages/M_Prescription[1]/@id</c>, <c>row 3, column birthDate</c>, <c>$.lines[2]</c>.</summary>
    public static string PathOf(RecordFormat format, Node node) => format switch
    {
        RecordFormat.Hl7v2 => Hl7Path.Of(node),
        RecordFormat.Xml => XmlPath.Of(node),
        RecordFormat.Csv => CsvPath.Of(node),
        _ => TreePaths.JsonPath(node),
    };
}
