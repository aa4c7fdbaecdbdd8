using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Validation;

namespace Interop.Fhir.Streaming;

/// <summary>Resources, one in each line.</summary>
internal sealed class StreamedLines(IByteSource source, ValidationOptions options)
{
    private readonly List<Issue> issues = [];
    private byte[] buffer = new byte[1 << 18];
    private int errors;
    private int line = 1;

    public IReadOnlyList<Issue> Validate()
    {
        long position = 0;
        var held = 0;
        var isFinal = false;
        while (!isFinal && errors <= StructureValidator.MaxFindings)
        {
            held += source.Read(position + held, buffer.AsSpan(held));
            isFinal = position + held >= source.Length;
            var taken = Lines(buffer.AsMemory(0, held), isFinal);
            buffer.AsSpan(taken, held - taken).CopyTo(buffer);
            (position, held) = (position + taken, held - taken);
            if (taken == 0 && held == buffer.Length)
            {
                Array.Resize(ref buffer, checked(buffer.Length * 2));
            }
        }

        return issues;
    }

    /// <summary>Validates the whole lines of a stretch; returns its length up to the last of them.</summary>
    private int Lines(ReadOnlyMemory<byte> text, bool isFinal)
    {
        var taken = 0;
        while (taken < text.Length)
        {
            var end = text.Span[taken..].IndexOf((byte)'\n');
            if (end < 0 && !isFinal)
            {
                return taken;
            }

            var one = text.Slice(taken, end < 0 ? text.Length - taken : end);
            if (!one.Span.Trim(" \t\r"u8).IsEmpty)
            {
                One(one);
            }

            line++;
            taken += one.Length + (end < 0 ? 0 : 1);
        }

        return taken;
    }

    private void One(ReadOnlyMemory<byte> text)
    {
        var found = new List<Issue>();
        using var tree = FhirJson.Read(text, found);
        found.AddRange(tree is null ? [] : ResourceValidator.Validate(tree.Root, options));
        foreach (var issue in found)
        {
            if (issues.Count < 2 * StructureValidator.MaxFindings || issue.IsError)
            {
                issues.Add(issue with { Location = issue.Location with { Line = line + (issue.Location.Line ?? 1) - 1 } });
            }

            errors += issue.IsError ? 1 : 0;
        }
    }
}
