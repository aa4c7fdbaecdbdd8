using System.Runtime.CompilerServices;
using Interop.Engine.Identity;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;
using Interop.Mapping;

namespace Interop.Engine.Messages;

/// <summary>What the current scripts make of a message that was processed before.</summary>
public enum BackTestVerdict
{
    /// <summary>What was stored.</summary>
    Same,

    /// <summary>Something else than what was stored.</summary>
    Differs,

    /// <summary>It was routed then and would be held back now.</summary>
    FailsNow,

    /// <summary>It was held back then and would go on now.</summary>
    PassesNow,

    /// <summary>Held back then and now.</summary>
    StillFails,
}

/// <summary>One difference: the element without indexes, and its values then and now (null: not there).</summary>
public sealed record FieldDifference(string Path, string? Then, string? Now);

/// <summary>One message tried again. Issues are those that hold it back now.</summary>
public sealed record BackTested(MessageRow Message, BackTestVerdict Verdict, IReadOnlyList<FieldDifference> Differences, IReadOnlyList<Issue> Issues);

/// <summary>
/// Runs current scripts on journaled records and compares with what was stored then, resource by resource. Reads only. What reconciliation makes of a
/// partial plan is left out: it depends on what stood then.
/// </summary>
public sealed class BackTest(IHistory history, IJournal journal, IResources resources, IdentityResolver identity, Interpreter interpreter, IdentityKey ids)
{
    private const int Page = 100;

    /// <summary>Tries the messages of the query again, oldest first; those that are still waiting, or were never mapped, are passed over.</summary>
    public async IAsyncEnumerable<BackTested> RunAsync(RecordMapping mapping, HistoryQuery query, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        query = query with { Record = mapping.Name };
        while (limit > 0)
        {
            var page = await history.ReadMessagesAsync(query, Math.Min(Page, limit), cancellationToken);
            foreach (var message in page.Where(m => m.RoutedAt is not null || m.State == MessageState.Quarantined))
            {
                yield return await TryAsync(mapping, message, cancellationToken);
            }

            if (page.Count == 0)
            {
                yield break;
            }

            limit -= page.Count;
            query = query with { After = page[^1].Sequence };
        }
    }

    private async Task<BackTested> TryAsync(RecordMapping mapping, MessageRow message, CancellationToken cancellationToken)
    {
        var body = await journal.ReadBodyAsync(message.Id, cancellationToken);
        using var now = interpreter.Interpret(mapping, body, RecordSender.Of(message));
        var held = message.State == MessageState.Quarantined;
        if (now.Failed || held)
        {
            var verdict = now.Failed ? held ? BackTestVerdict.StillFails : BackTestVerdict.FailsNow : BackTestVerdict.PassesNow;
            return new BackTested(message, verdict, [], [.. now.Issues.Where(i => i.IsError)]);
        }

        var drafts = Draft.Read(now.Bundle!, ids).Where(d => now.Envelope?.Action != "cancel" || Resolver.CancelTypes.Contains(d.Type)).ToList();
        try
        {
            await identity.ResolveAsync(drafts, cancellationToken);
            Resolver.Finish(drafts);
            var differences = await CompareAsync(message, [.. Resolver.Fullest(drafts).Where(d => !d.Mapped["mode"].Is("changes"u8))], cancellationToken);
            return new BackTested(message, differences.Count == 0 ? BackTestVerdict.Same : BackTestVerdict.Differs, differences, []);
        }
        finally
        {
            drafts.ForEach(d => d.Dispose());
        }
    }

    private async Task<List<FieldDifference>> CompareAsync(MessageRow message, List<Draft> drafts, CancellationToken cancellationToken)
    {
        var versions = await history.FindVersionsAtAsync(message.Id, [.. drafts.Select(d => d.Key)], cancellationToken);
        var stored = (await resources.ReadAsync(versions, cancellationToken)).ToDictionary(s => s.Version.Key);
        var differences = new List<FieldDifference>();
        foreach (var draft in drafts)
        {
            if (!stored.TryGetValue(draft.Key, out var then))
            {
                differences.Add(new FieldDifference(draft.Type, null, draft.Key.ToString()));
                continue;
            }

            using var tree = FhirJson.Read(then.Json, []);
            Compare(draft.Type, tree!.Root, draft.Resource, differences);
        }

        return differences;
    }

    private static void Compare(string type, Node then, Node now, List<FieldDifference> differences)
    {
        var (before, after) = (Leaves(then), Leaves(now));
        foreach (var (path, text) in before)
        {
            if (!after.TryGetValue(path, out var other) || other != text)
            {
                differences.Add(new FieldDifference(type + Bare(path), text, other));
            }
        }

        differences.AddRange(after.Where(l => !before.ContainsKey(l.Key)).Select(l => new FieldDifference(type + Bare(l.Key), null, l.Value)));
    }

    /// <summary>Every value by its place, indexes included, so that a moved item is a difference too.</summary>
    private static Dictionary<string, string?> Leaves(Node root)
    {
        var leaves = new Dictionary<string, string?>(StringComparer.Ordinal);
        var stack = new Stack<(Node Node, string Path)>([(root, "")]);
        while (stack.TryPop(out var at))
        {
            if (at.Node.HasValue)
            {
                leaves[at.Path] = at.Node.Text;
            }

            var index = 0;
            string? last = null;
            foreach (var child in at.Node.Children)
            {
                index = child.Name == last ? index + 1 : 0;
                last = child.Name;
                if (at.Path.Length > 0 || child.Name != "meta")
                {
                    stack.Push((child, child.IsListItem ? FormattableString.Invariant($"{at.Path}.{child.Name}[{index}]") : at.Path + "." + child.Name));
                }
            }
        }

        return leaves;
    }

    private static string Bare(string path) => System.Text.RegularExpressions.Regex.Replace(path, @"\[\d+\]", "");
}
