using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Streaming;
using Interop.Fhir.Validation;
using Interop.Fhir.Xml;

namespace Interop.Functions.Commands;

/// <summary>Validates a file in the way that fits it: whole, entry by entry, or line by line.</summary>
internal sealed class FileValidation(ValidationOptions options, bool stream)
{
    /// <summary>The path that means standard input.</summary>
    public const string Pipe = "-";

    /// <summary>Beyond this size a Bundle is validated entry by entry.</summary>
    private const long StreamFrom = 32_000_000;

    public static bool IsLines(string path) => path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);

    public IReadOnlyList<Issue> Of(string path)
    {
        using var bytes = path == Pipe ? FileBytes.Spool(Console.OpenStandardInput()) : FileBytes.Open(path);
        if (IsLines(path) || (path == Pipe && HoldsLines(bytes)))
        {
            return StreamValidator.Lines(bytes, options);
        }

        var isXml = IsXml(bytes);
        if (!isXml && (stream || bytes.Length > StreamFrom) && StreamValidator.Bundle(bytes, options) is { } found)
        {
            return found;
        }

        return bytes.Length < int.MaxValue ? Whole(bytes.All(), isXml)
            : throw new CliException(ExitCode.Usage, $"{path}: only Bundles in JSON and NDJSON may be larger than 2 GB");
    }

    private List<Issue> Whole(byte[] bytes, bool isXml)
    {
        var issues = new List<Issue>();
        using var tree = isXml ? FhirXml.Read(bytes, issues) : FhirJson.Read(bytes, issues);
        return tree is null ? issues : [.. issues, .. ResourceValidator.Validate(tree.Root, options)];
    }

    // A text that begins like markup is XML whatever the file is called: its faults are then told as those of XML.
    private static bool IsXml(FileBytes bytes) => Start(bytes) is [(byte)'<', ..];

    /// <summary>Whether a first line is a whole JSON object, and more follows.</summary>
    private static bool HoldsLines(FileBytes bytes)
    {
        var start = Start(bytes);
        var end = start.IndexOf((byte)'\n');
        return end > 0 && start[..end].TrimEnd(" \t\r"u8) is [(byte)'{', .., (byte)'}'] && !start[end..].Trim(" \t\r\n"u8).IsEmpty;
    }

    private static ReadOnlySpan<byte> Start(FileBytes bytes)
    {
        var start = new byte[Math.Min(bytes.Length, 1 << 20)];
        bytes.Read(0, start);
        return start.AsSpan(start.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0).TrimStart(" \t\r\n"u8);
    }
}
