using Interop.Fhir.Tree;

namespace Interop.Mapping.Schema;

internal static class NodeLists
{
    public static List<Node> ToList(this Node.ChildList children)
    {
        var list = new List<Node>();
        foreach (var child in children)
        {
            list.Add(child);
        }

        return list;
    }
}
