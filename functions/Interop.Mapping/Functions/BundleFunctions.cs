using Interop.Fhir.Tree;
using Interop.Mapping.Language;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Functions;

/// <summary>Global functions that build references, entries and the transaction, and that read a bundle.</summary>
internal static class BundleFunctions
{
    public static FunctionModule Create()
    {
        var m = new FunctionModule("", "References, bundle entries and bundles.");
        m.Add("fhir_id", "type system value", "The id that the engine mints for a business identifier: a keyed hash as a UUID. Null without a value.", FhirId, ("fhir_id 'Patient' 'urn:x' 'p1'", "7df8ca05-9782-884d-9afe-164711c1234d"));
        m.Add("ref_to", "type system value", "A Reference to the entry of the same bundle that has this business identifier.", RefTo, ("ref_to 'Patient' 'urn:x' 'p1'", "{reference: \"urn:uuid:7df8ca05-9782-884d-9afe-164711c1234d\"}"));
        m.Add("entry", "resource system value", "A Bundle entry that creates or updates a resource under its business identifier.", Entry, ("(entry {resourceType: 'Patient'} 'urn:x' 'p1').request.url", "Patient?identifier=urn:x|p1"));
        m.Add("transaction", "entries", "The transaction Bundle of these entries. Nulls are dropped; of entries with one fullUrl the first is kept, and takes over what it lacks from the others.", Transaction, ("transaction [null]", "{resourceType: \"Bundle\", type: \"transaction\", entry: []}"));
        m.Add("resources", "type", "All resources of this type in the bundle that a message is made from.", Resources, ("(resources 'Patient').size", "0"));
        m.Add("resolve", "reference", "The resource that a Reference, or its text, names; null when the bundle has it not.", Resolve, ("resolve 'Patient/1'", ""));
        return m;
    }

    private static string? Mint(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[2].IsNull)
        {
            return null;
        }

        return run.Host is { CanMint: true } host
            ? host.Mint(run.Text(a[0]), run.Text(a[1]), run.Text(a[2]))
            : throw Run.Fault(at, "ids can be minted in a mapping to FHIR only");
    }

    private static int OriginOf(Run run, ReadOnlySpan<Value> a) =>
        run.Origins.Combine(run.Origins.Combine(a[0].Origin, a[1].Origin), a[2].Origin);

    private static Value FhirId(Run run, ReadOnlySpan<Value> a, ScriptSpan at) => Value.Of(Mint(run, a, at));

    private static Value RefTo(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (Mint(run, a, at) is not { } id)
        {
            return default;
        }

        var reference = run.Pool.Object(1);
        reference.Set("reference", Value.Of("urn:uuid:" + id, OriginOf(run, a)), at);
        return Value.Of(reference);
    }

    private static Value Entry(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        if (a[0].IsNull || a[2].IsNull)
        {
            return default;
        }

        var type = run.Text(Members.Of(run, a[0], "resourceType", at));
        var origin = run.Origins.Combine(a[1].Origin, a[2].Origin);
        var id = Mint(run, [Value.Of(type), a[1], a[2]], at);
        var request = run.Pool.Object(2);
        request.Set("method", Value.Of("PUT"), at);
        request.Set("url", Value.Of(type + "?identifier=" + run.Text(a[1]) + "|" + run.Text(a[2]), origin), at);
        var entry = run.Pool.Object(3);
        entry.Set("fullUrl", Value.Of("urn:uuid:" + id, origin), at);
        entry.Set("resource", a[0], at);
        entry.Set("request", Value.Of(request), at);
        return Value.Of(entry);
    }

    private static Value Transaction(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var kept = new Dictionary<string, Value>(StringComparer.Ordinal);
        var entries = run.Pool.Array(32);
        foreach (var entry in ArrayFunctions.Items(run, a[0]))
        {
            if (entry.IsNull)
            {
                continue;
            }

            run.Step(at);
            var url = entry.IsObject ? run.Text(Members.Of(run, entry, "fullUrl", at)) : throw Run.Fault(at, "transaction needs entries, as entry makes them");
            if (kept.TryGetValue(url, out var first))
            {
                Merge(run, first, entry);
                continue;
            }

            kept[url] = entry;
            entries.Add(entry);
        }

        var bundle = run.Pool.Object(3);
        bundle.Set("resourceType", Value.Of("Bundle"), at);
        bundle.Set("type", Value.Of("transaction"), at);
        bundle.Set("entry", Value.Of(entries), at);
        return Value.Of(bundle);
    }

    /// <summary>
    /// A value that the record says twice is carried once for both; one that the first lacks is taken over. Where the two differ the first stays, and
    /// the ledger shows that the other is not carried.
    /// </summary>
    private static void Merge(Run run, Value first, Value second, int level = 0)
    {
        run.Visit(level);
        if (first.Kind == ValueKind.Object && second.IsObject)
        {
            var target = first.Object;
            foreach (var (name, other) in Members.All(run, second))
            {
                var kept = target[name];
                if (IsSameScalar(run, kept, other))
                {
                    target.Replace(name, kept.From(run.Origins.Combine(kept.Origin, other.Origin)));
                }
                else if (Output.OutputValues.IsBlank(run, kept))
                {
                    target.Set(name, other, second.Kind == ValueKind.Object ? second.Object.PlaceOf(name) : null);
                }
                else
                {
                    Merge(run, kept, other, level + 1);
                }
            }
        }
        else if (first.Kind == ValueKind.Array && second.IsList)
        {
            MergeItems(run, first.Array, new ListItems(run, second), level);
        }
    }

    private static void MergeItems(Run run, ScriptArray first, ListItems second, int level)
    {
        var index = 0;
        foreach (var other in second)
        {
            if (index >= first.Count)
            {
                break;
            }

            var kept = first[index];
            if (IsSameScalar(run, kept, other))
            {
                first[index] = kept.From(run.Origins.Combine(kept.Origin, other.Origin));
            }
            else
            {
                Merge(run, kept, other, level + 1);
            }

            index++;
        }
    }

    private static bool IsSameScalar(Run run, Value kept, Value other) =>
        other.Origin != 0 && other.Origin != kept.Origin && !kept.IsList && !kept.IsObject && !kept.IsNull && !other.IsNull
        && !other.IsList && !other.IsObject && Operators.Same(run, kept, other);

    private static Value Resources(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var list = run.Pool.Array(4);
        var type = run.Text(a[0]);
        foreach (var entry in run.Host?.Bundle?.Root.All("entry") ?? [])
        {
            var resource = entry["resource"];
            var resourceType = resource["resourceType"];
            run.Test(Value.OfNode(resourceType, resourceType.Exists && run.IsAccounted(resourceType.Tree)));
            if (resourceType.Is(type))
            {
                list.Add(Value.OfNode(resource, run.IsAccounted(resource.Tree)));
            }
        }

        return Value.Of(list);
    }

    private static Value Resolve(Run run, ReadOnlySpan<Value> a, ScriptSpan at)
    {
        var reference = a[0].IsObject ? Members.Of(run, a[0], "reference", at) : a[0];
        run.Test(reference);
        if (reference.IsNull || run.Host is not { } host)
        {
            return default;
        }

        var node = host.Resolve(run.Text(reference));
        if (node.Exists && node.Parent["fullUrl"] is { Exists: true } url)
        {
            run.Test(Value.OfNode(url, run.IsAccounted(url.Tree)));
        }

        return Value.OfNode(node, node.Exists && run.IsAccounted(node.Tree));
    }
}
