using Interop.Fhir.Tree;
using Interop.Mapping.Ledgers;
using Interop.Mapping.Runtime;

namespace Interop.Mapping.Output;

/// <summary>Turns the noted places of an output tree into words.</summary>
internal static class LineageBuilder
{
    public static Lineage Build(Run run, NodeTree record, NodeTree output, List<OutputPlace> places, Func<Node, string> path)
    {
        var entries = new List<LineageEntry>(places.Count);
        foreach (var place in places)
        {
            var sources = new List<string>();
            bool[] seen = [];
            run.Origins.Visit(place.Origin, ref seen, node => sources.Add(path(record.At(node))));
            entries.Add(new LineageEntry(place.Node, TreePaths.FhirPath(output.At(place.Node)), place.Place.ToLine(), sources));
        }

        return new Lineage(entries);
    }
}
