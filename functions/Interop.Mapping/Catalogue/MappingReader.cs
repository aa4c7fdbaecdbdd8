using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Language;
using Interop.Mapping.Ledgers;
using Interop.Mapping.Runtime;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Interop.Mapping.Catalogue;

/// <summary>Reads files of the mappings folder in their formats; what is wrong becomes an issue at its line.</summary>
internal sealed class MappingReader(IMappingFiles files, ICollection<Issue> issues)
{
    public IMappingFiles Files => files;

    public ICollection<Issue> Issues => issues;

    public string? Text(string path) => files.Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes.Span).TrimStart('\uFEFF') : null;

    /// <summary>Compiles a script; null, with an issue, when it is missing or does not parse.</summary>
    public CompiledScript? Script(string path, ScriptEnvironment environment)
    {
        if (Text(path) is not { } text)
        {
            Missing(path);
            return null;
        }

        try
        {
            return CompiledScript.Compile(new ScriptSource(path, text), path.EndsWith(".sbntxt", StringComparison.Ordinal), environment);
        }
        catch (ScriptFault fault)
        {
            foreach (var each in (IEnumerable<ScriptFault>)[fault, .. fault.Others])
            {
                issues.Add(each.ToIssue());
            }

            return null;
        }
    }

    public NodeTree? Json(string path)
    {
        var found = new List<Issue>();
        var tree = files.Read(path) is { } bytes ? JsonTreeReader.Read(bytes, found) : null;
        foreach (var issue in found)
        {
            issues.Add(issue with { Location = issue.Location with { Script = FormattableString.Invariant($"{path}:{issue.Location.Line}:{issue.Location.Column}") } });
        }

        return tree;
    }

    /// <summary>The root of a YAML file; null when there is no such file or it is not valid.</summary>
    public YamlNode? Yaml(string path)
    {
        if (Text(path) is not { } text)
        {
            return null;
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        }
        catch (YamlException fault)
        {
            Setting(path, fault.Start, path, "valid YAML");
            return null;
        }
    }

    /// <summary>The rules of an <c>ignored.yaml</c>, none when there is no such file.</summary>
    public IReadOnlyList<IgnoredRule> Ignored(string path)
    {
        var rules = new List<IgnoredRule>();
        if (Yaml(path) is not { } root)
        {
            return rules;
        }

        if (root is not YamlSequenceNode list)
        {
            Setting(path, root.Start, path, "a list of {path, reason}");
            return rules;
        }

        foreach (var item in list)
        {
            var rule = Scalar(item, "path") is { } place && Scalar(item, "reason") is { Length: > 0 } reason ? IgnoredRule.Parse(place, reason) : null;
            if (rule is null)
            {
                Setting(path, item.Start, path, "path ($.a.b[*].c) and reason");
                continue;
            }

            rules.Add(rule);
        }

        return rules;
    }

    public static string? Scalar(YamlNode? node, string key) => Child(node, key) is YamlScalarNode { Value: { } value } ? value : null;

    public static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    public void Missing(string path) => issues.Add(new Issue(IssueCodes.MappingFile, new IssueLocation { Script = path }, path));

    public void Setting(string path, Mark mark, string what, string expected) => issues.Add(new Issue(
        IssueCodes.MappingSetting, new IssueLocation { Script = FormattableString.Invariant($"{path}:{mark.Line}:{mark.Column}") }, what, expected));
}
