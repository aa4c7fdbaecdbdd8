using System.Text;
using Interop.Fhir.FhirPath;
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
    private readonly Dictionary<string, IReadOnlyList<IgnoredRule>> read = new(StringComparer.Ordinal);

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

    /// <summary>The rules of an <c>ignored.yaml</c>, none when there is no such file, with those of the files that it includes in their place.</summary>
    public IgnoredRules Ignored(string path)
    {
        var rules = Rules(path, mayInclude: true);
        return rules.Count == 0 ? IgnoredRules.None : new IgnoredRules(rules);
    }

    private IReadOnlyList<IgnoredRule> Rules(string path, bool mayInclude)
    {
        if (read.TryGetValue(path, out var known))
        {
            return known;
        }

        var rules = new List<IgnoredRule>();
        read[path] = rules;
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
            AddRule(rules, path, item, mayInclude);
        }

        return rules;
    }

    private void AddRule(List<IgnoredRule> rules, string path, YamlNode item, bool mayInclude)
    {
        if (mayInclude && Scalar(item, "include") is { } shared)
        {
            if (files.Read(shared) is null)
            {
                Missing(shared);
            }

            rules.AddRange(Rules(shared, mayInclude: false));
            return;
        }

        var place = FormattableString.Invariant($"{path}:{item.Start.Line}");
        if (Scalar(item, "path") is { } spelled && Scalar(item, "reason") is { Length: > 0 } reason
            && Condition(Scalar(item, "when"), out var when) && IgnoredRule.Parse(spelled, reason, place, when) is { } rule)
        {
            rules.Add(rule);
            return;
        }

        Setting(path, item.Start, path, "path ($.a.b[*].c), reason and, if it does not always hold, when (FHIRPath)");
    }

    private static bool Condition(string? text, out FhirPathExpression? condition)
    {
        condition = null;
        try
        {
            condition = text is null ? null : FhirPathExpression.Parse(text);
            return true;
        }
        catch (FhirPathException)
        {
            return false;
        }
    }

    public static string? Scalar(YamlNode? node, string key) => Child(node, key) is YamlScalarNode { Value: { } value } ? value : null;

    public static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    public void Missing(string path) => issues.Add(new Issue(IssueCodes.MappingFile, new IssueLocation { Script = path }, path));

    public void Setting(string path, Mark mark, string what, string expected) => issues.Add(new Issue(
        IssueCodes.MappingSetting, new IssueLocation { Script = FormattableString.Invariant($"{path}:{mark.Line}:{mark.Column}") }, what, expected));
}
