using Interop.Fhir.Tree;

namespace Interop.Fhir.Tests.Support;

internal static class NodeNames
{
    public static List<string> Names(this Node.ChildList children)
    {
        var names = new List<string>();
        foreach (var child in children)
        {
            names.Add(child.Name!);
        }

        return names;
    }
}
