using Interop.Engine.Messages;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Identity;

/// <summary>
/// Identifiers of an installation (<c>urn:interop:kind:instance:what</c>) belong to it: only its own credential may say who they mean. The name of
/// the installation comes with the record, so it is held against the credential; otherwise one sender could overwrite what another wrote.
/// </summary>
public sealed class SenderNamespace(IRegistry registry, Interpreter interpreter)
{
    private const string Prefix = "urn:interop:";

    /// <summary>The interpretation, with an error for each resource that is identified in the name of another installation.</summary>
    public async Task<Interpretation> CheckAsync(RecordMapping mapping, Interpretation interpretation, RecordSender sender, CancellationToken cancellationToken)
    {
        if (interpretation.Failed || Foreign(interpretation.Bundle!, sender.Kind, [sender.Instance]).Count == 0)
        {
            return interpretation;
        }

        var named = (await registry.FindCredentialAsync(sender.CredentialId, cancellationToken))?.Instances ?? [];
        var foreign = Foreign(interpretation.Bundle!, sender.Kind, [sender.Instance, .. named]);
        return foreign.Count == 0 ? interpretation : interpretation with
        {
            Issues = [.. interpretation.Issues, .. interpreter.InTheSendersTerms(mapping, interpretation.Record!, sender, foreign).DistinctBy(i => i.Location.Source)],
        };
    }

    private static List<Issue> Foreign(NodeTree bundle, string kind, IReadOnlyList<string> instances)
    {
        var found = new List<Issue>();
        var number = 0;
        foreach (var entry in bundle.Root.All("entry"))
        {
            var resource = entry["resource"];
            var primary = Identifier.FromConditionalUrl(entry["request"]["url"].Text ?? "");
            if (StrongIdentifiers.Of(resource, resource["resourceType"].Text ?? "", primary).Any(i => IsForeign(i.System, kind, instances)))
            {
                var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Bundle.entry[{number}].request.url");
                found.Add(new Issue(IssueCodes.InstanceForeign, new IssueLocation { Expression = place }));
            }

            number++;
        }

        return found;
    }

    private static bool IsForeign(string system, string kind, IReadOnlyList<string> instances)
    {
        if (!system.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = system.AsSpan(Prefix.Length);
        if (!rest.StartsWith(kind, StringComparison.Ordinal) || rest.Length <= kind.Length || rest[kind.Length] != ':')
        {
            return true;
        }

        rest = rest[(kind.Length + 1)..];
        var end = rest.IndexOf(':');
        var instance = end < 0 ? rest : rest[..end];
        foreach (var known in instances)
        {
            if (instance.SequenceEqual(known))
            {
                return false;
            }
        }

        return true;
    }
}
