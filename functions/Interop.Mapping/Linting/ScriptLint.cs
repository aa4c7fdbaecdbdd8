using Interop.Fhir.Issues;
using Interop.Mapping.Functions;
using Interop.Mapping.Language;
using Interop.Mapping.Language.Syntax;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Linting;

/// <summary>
/// Checks one mapping script with everything it includes: includes that exist and do not circle, functions that exist, variables that the script sets
/// or the record has, nothing that makes a mapping depend on anything but its record, no literal that cannot be FHIR.
/// </summary>
internal sealed class ScriptLint(ScriptEnvironment environment, IReadOnlySet<string> globals, ICollection<Issue> issues)
{
    private static readonly HashSet<string> Ambient = new(StringComparer.Ordinal) { "now", "sender_instance", "empty", "blank", "for", "while", "include", "include_join" };
    private readonly HashSet<string> set = new(StringComparer.Ordinal);
    private readonly List<CompiledScript> scripts = [];

    public void Check(CompiledScript script)
    {
        Collect(script, []);
        foreach (var node in scripts.SelectMany(s => SyntaxWalk.All(s.Syntax)))
        {
            NoteAssignments(node);
        }

        var shapes = new FhirShapeLint((code, span, what, expected) => Report(code, span, what, expected));
        foreach (var part in scripts)
        {
            CheckNode(part.Syntax, []);
            foreach (var node in SyntaxWalk.All(part.Syntax))
            {
                shapes.Check(node);
            }
        }
    }

    private void Collect(CompiledScript script, List<string> path)
    {
        path.Add(script.Source.Name);
        scripts.Add(script);
        foreach (var call in SyntaxWalk.All(script.Syntax).OfType<CallSyntax>().Where(c => c.Target is NameSyntax { Name: "include" }))
        {
            if (call.Arguments is not [{ Value: LiteralSyntax { Value: string name } }, ..])
            {
                continue;
            }

            if (path.Contains(name))
            {
                Report(IssueCodes.LintIncludeCircular, call.Span, name);
            }
            else if (environment.FindInclude(name) is { } included)
            {
                if (!scripts.Contains(included))
                {
                    Collect(included, path);
                }
            }
            else
            {
                Report(IssueCodes.ScriptIncludeMissing, call.Span, name);
            }
        }

        path.RemoveAt(path.Count - 1);
    }

    private void NoteAssignments(SyntaxNode node)
    {
        var name = node switch
        {
            AssignSyntax { Target: NameSyntax target } => target.Name,
            FunctionSyntax { Name: { } function } => function,
            CaptureSyntax { Target: NameSyntax target } => target.Name,
            _ => null,
        };
        if (name is not null)
        {
            set.Add(name);
        }
    }

    /// <param name="node">The node.</param>
    /// <param name="bound">Parameters and loop variables in scope.</param>
    private void CheckNode(SyntaxNode node, List<string> bound)
    {
        var scope = bound.Count;
        switch (node)
        {
            case ImportSyntax:
                Report(IssueCodes.LintBanned, node.Span, "import");
                break;
            case WithSyntax:
                Report(IssueCodes.LintBanned, node.Span, "with");
                break;
            case MemberSyntax { Target: NameSyntax module } member:
                CheckMember(module, member, bound);
                break;
            case CallSyntax call:
                CheckCall(call, bound);
                break;
            case NameSyntax { IsLocal: false } name:
                CheckName(name, name.Span, IssueCodes.LintUnknownVariable, bound);
                break;
            case FunctionSyntax { Parameters: { } parameters }:
                bound.AddRange(parameters.Select(p => p.Name));
                break;
            case ForSyntax { Variable: NameSyntax variable }:
                bound.Add(variable.Name);
                break;
        }

        foreach (var child in Children(node))
        {
            CheckNode(child, bound);
        }

        bound.RemoveRange(scope, bound.Count - scope);
    }

    // What is called is checked with the call, as a function.
    private static IEnumerable<SyntaxNode> Children(SyntaxNode node) => node switch
    {
        CallSyntax { Target: NameSyntax } call => call.Arguments,
        MemberSyntax { Target: NameSyntax { Name: "for" or "while" } } => [],
        _ => SyntaxWalk.Children(node),
    };

    private void CheckCall(CallSyntax call, List<string> bound)
    {
        if (call.Target is not NameSyntax { IsLocal: false } name)
        {
            return;
        }

        CheckName(name, name.Span, IssueCodes.LintUnknownFunction, bound);
        if (name.Name is "issue" or "issue_warning" && call.Arguments is [{ Value: LiteralSyntax { Value: string code } }, ..] && !RecordFunctions.Codes.ContainsKey(code))
        {
            Report(IssueCodes.LintUnknownFunction, call.Span, name.Name + " '" + code + "'");
        }

        if (name.Name == "code_map" && call.Arguments is [{ Value: LiteralSyntax { Value: string table } }, ..] && environment.FindTable(table) is null)
        {
            Report(IssueCodes.MappingFile, call.Span, "codes/" + table + ".csv");
        }
    }

    private void CheckMember(NameSyntax module, MemberSyntax member, List<string> bound)
    {
        if (module.Name + "." + member.Member is "date.now" or "math.random" or "math.uuid" or "object.eval" or "object.eval_template")
        {
            Report(IssueCodes.LintBanned, member.Span, module.Name + "." + member.Member);
            return;
        }

        var isModule = environment.Builtins.TryGet(module.Name, out var value) && value.Kind == ValueKind.Object
            && !bound.Contains(module.Name) && !set.Contains(module.Name) && !globals.Contains(module.Name);
        if (isModule && !value.Object.Contains(member.Member))
        {
            Report(IssueCodes.LintUnknownFunction, member.Span, module.Name + "." + member.Member);
        }
    }

    private void CheckName(NameSyntax name, ScriptSpan span, IssueCode code, List<string> bound)
    {
        if (!bound.Contains(name.Name) && !set.Contains(name.Name) && !globals.Contains(name.Name) && !Ambient.Contains(name.Name)
            && !environment.Builtins.Contains(name.Name))
        {
            Report(code, span, name.Name);
        }
    }

    private void Report(IssueCode code, ScriptSpan span, params string[] what)
    {
        var issue = new Issue(code, span.ToLocation(), what);
        if (!issues.Any(i => i.Code == code && i.Location == issue.Location))
        {
            issues.Add(issue);
        }
    }
}
