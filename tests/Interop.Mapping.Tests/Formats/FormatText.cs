using System.Buffers;
using System.Globalization;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping.Formats;

namespace Interop.Mapping.Tests.Formats;

/// <summary>Texts in, JSON of the tree out, and back.</summary>
internal static class FormatText
{
    public static string ToJson(RecordFormat format, string text, bool exact = false)
    {
        var issues = new List<Issue>();
        var tree = RecordFormats.Read(format, Encoding.UTF8.GetBytes(text), issues, exact);
        Assert.Empty(issues);
        return Json(tree!.Root);
    }

    public static string Json(Node node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FhirJson.WriteRecord(node, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static NodeTree Tree(string json)
    {
        var issues = new List<Issue>();
        var tree = JsonTreeReader.Read(Encoding.UTF8.GetBytes(json), issues);
        Assert.Empty(issues);
        return tree!;
    }

    public static byte[] Write(RecordFormat format, Node root)
    {
        var issues = new List<Issue>();
        var buffer = new ArrayBufferWriter<byte>();
        Assert.True(RecordFormats.Write(format, root, buffer, issues), string.Join("; ", issues.Select(Describe)));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads exactly and writes again.</summary>
    public static byte[] Again(RecordFormat format, byte[] bytes)
    {
        var tree = RecordFormats.Read(format, bytes, [], exact: true);
        return Write(format, tree!.Root);
    }

    /// <summary>The faults of a text, as <c>severity code place line:column</c>; a text with an error must give no tree.</summary>
    public static string[] Faults(RecordFormat format, byte[] bytes)
    {
        var issues = new List<Issue>();
        var tree = RecordFormats.Read(format, bytes, issues);
        Assert.Equal(issues.Exists(i => i.IsError), tree is null);
        return [.. issues.Select(Describe)];
    }

    public static string[] Faults(RecordFormat format, string text) => Faults(format, Encoding.UTF8.GetBytes(text));

    public static string WriteFault(RecordFormat format, string json)
    {
        var issues = new List<Issue>();
        Assert.False(RecordFormats.Write(format, Tree(json).Root, new ArrayBufferWriter<byte>(), issues));
        return Describe(Assert.Single(issues));
    }

    /// <summary>A text of characters that formats find hard.</summary>
    public static string RandomText(Random random, string alphabet) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => alphabet[random.Next(alphabet.Length)]));

    private static string Describe(Issue issue) => string.Create(
        CultureInfo.InvariantCulture, $"{issue.Severity} {issue.Code.Id} {issue.Location.Source} {issue.Location.Line}:{issue.Location.Column}");
}
