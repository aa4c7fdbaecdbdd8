using System.Buffers;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Formats.Hl7v2;

/// <summary>
/// Writes a tree of the shape of <see cref="Hl7Reader"/> as ER7, with the delimiters of MSH-1 and MSH-2, in the encoding of MSH-18 (UTF-8 where it
/// is silent). Well-formed text that was read exactly comes back byte for byte; escapes come back in their usual spelling.
/// </summary>
public static class Hl7Writer
{
    private const string Format = "hl7v2";

    /// <summary>Writes; false, with one issue that names the place, when the tree is of another shape or has a character that the encoding lacks.</summary>
    public static bool Write(Node root, IBufferWriter<byte> output, ICollection<Issue> issues)
    {
        try
        {
            if (root["segments"] is not { Kind: NodeKind.Array } segments)
            {
                throw TreeShapeException.At(root, Format, "an object with the list 'segments'");
            }

            var name = EncodingName(root, segments);
            var writing = new Writing(Charsets.Find(name) ?? Charsets.Utf8Strict);
            var ending = Ending(root["ending"], "\r");
            foreach (var segment in segments.Children)
            {
                writing.WriteSegment(segment);
                writing.Text.Append(Ending(segment["ending"], ending));
            }

            return Charsets.TryWrite(writing.Text, name, output, issues);
        }
        catch (TreeShapeException fault)
        {
            issues.Add(fault.Issue);
            return false;
        }
    }

    private static string EncodingName(Node root, Node segments)
    {
        foreach (var segment in segments.Children)
        {
            if (segment["id"].Is("MSH") && segment["f18"].FirstChild["c1"].Text is { Length: > 0 } named && named != "ASCII")
            {
                return named;
            }
        }

        return root["encoding"].Text ?? "UNICODE UTF-8";
    }

    private static string Ending(Node node, string otherwise) => !node.Exists ? otherwise : node.Text switch
    {
        "CR" => "\r",
        "LF" => "\n",
        "CRLF" => "\r\n",
        "none" => "",
        _ => throw TreeShapeException.At(node, Format, "CR, LF, CRLF or none"),
    };

    private sealed class Writing(Encoding encoding)
    {
        private readonly SortedDictionary<(int Component, int Subcomponent), Node> components = [];
        private Hl7Delimiters delimiters = Hl7Delimiters.Usual;

        public StringBuilder Text { get; } = new();

        public void WriteSegment(Node segment)
        {
            if (segment["id"].Text is not { Length: 3 } id || !id.All(char.IsAsciiLetterOrDigit))
            {
                throw TreeShapeException.At(segment, Format, "a segment with its three-letter 'id'");
            }

            Text.Append(id);
            var written = 0;
            if (Hl7Delimiters.AreIn(Encoding.ASCII.GetBytes(id)))
            {
                WriteHeader(segment);
                written = 2;
            }

            foreach (var (number, field) in Fields(segment).Where(f => f.Number > written))
            {
                Text.Append((char)delimiters.Field, number - written);
                written = number;
                WriteField(field);
            }
        }

        private void WriteHeader(Node segment)
        {
            var separator = segment["f1"].FirstChild["c1"].Text ?? "|";
            var marks = segment["f2"].FirstChild["c1"].Text ?? "^~\\&";
            if (separator.Length != 1 || !Ascii.IsValid(separator + marks) || Hl7Delimiters.Parse((byte)separator[0], Encoding.ASCII.GetBytes(marks)) is not { } found)
            {
                throw TreeShapeException.At(segment, Format, "delimiters in f1 and f2 that differ from each other and are no letters");
            }

            delimiters = found;
            Text.Append(separator).Append(marks);
        }

        private static List<(int Number, Node Field)> Fields(Node segment)
        {
            var fields = new List<(int Number, Node Field)>();
            foreach (var member in segment.Children)
            {
                if (member.Name is "id" or "ending")
                {
                    continue;
                }

                if (!Hl7Names.TryField(member.Name, out var number) || member.Kind != NodeKind.Array)
                {
                    throw TreeShapeException.At(member, Format, "fields f1 to f999, each the list of its repetitions");
                }

                fields.Add((number, member));
            }

            fields.Sort((a, b) => a.Number.CompareTo(b.Number));
            return fields;
        }

        private void WriteField(Node field)
        {
            var first = true;
            foreach (var repetition in field.Children)
            {
                if (repetition.Kind != NodeKind.Object || !first && delimiters.Repetition == 0)
                {
                    throw TreeShapeException.At(repetition, Format, "an object of components c1 to c999");
                }

                _ = first ? Text : Text.Append((char)delimiters.Repetition);
                first = false;
                WriteRepetition(repetition);
            }
        }

        private void WriteRepetition(Node repetition)
        {
            components.Clear();
            foreach (var member in repetition.Children)
            {
                if (!Hl7Names.TryComponent(member.Name, out var component, out var subcomponent)
                    || member.Kind is NodeKind.Object or NodeKind.Array || subcomponent > 1 && delimiters.Subcomponent == 0)
                {
                    throw TreeShapeException.At(member, Format, "components c1 to c999 (subcomponents c1s2 to c1s999) with plain values");
                }

                components[(component, subcomponent)] = member;
            }

            var (atComponent, atSubcomponent) = (1, 1);
            foreach (var ((component, subcomponent), value) in components)
            {
                if (component > atComponent)
                {
                    Text.Append((char)delimiters.Component, component - atComponent);
                    (atComponent, atSubcomponent) = (component, 1);
                }

                Text.Append((char)delimiters.Subcomponent, subcomponent - atSubcomponent);
                atSubcomponent = subcomponent;
                WriteValue(value);
            }
        }

        private void WriteValue(Node value)
        {
            if (value.Kind == NodeKind.Null)
            {
                Text.Append("\"\"");
            }
            else if (delimiters.Escape == 0)
            {
                // Nothing can be escaped, so a separator or a line end inside a value would become another field or segment.
                var plain = value.Text!;
                if (plain == "\"\"" || plain.Any(c => c is < ' ' and not '\t' || c == delimiters.Field || c == delimiters.Component || c == delimiters.Repetition || c == delimiters.Subcomponent))
                {
                    throw TreeShapeException.At(value, Format, "a value without separators, because MSH-2 has no escape character");
                }

                Text.Append(plain);
            }
            else
            {
                Hl7Escapes.Encode(Text, value.Text!, delimiters, encoding);
            }
        }
    }
}
