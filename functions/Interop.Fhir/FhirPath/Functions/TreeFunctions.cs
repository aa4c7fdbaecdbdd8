namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#tree-navigation.</summary>
internal static class TreeFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("children", 0, 0, c => Walk(c, deep: false)),
        new("descendants", 0, 0, c => Walk(c, deep: true)),
    ];

    private static Items Walk(Call call, bool deep)
    {
        var result = new ItemsBuilder();
        for (var i = 0; i < call.Input.Count; i++)
        {
            Walk(call, call.Input[i], deep, ref result);
        }

        return result.ToItems();
    }

    // The type's name in resourceType is how JSON tells types, not an element.
    private static void Walk(Call call, FhirPathItem item, bool deep, ref ItemsBuilder result)
    {
        for (var child = item.Node.FirstChild; child.Exists; child = child.NextSibling)
        {
            call.Scope.Step(call.Position);
            if (child.Name == "resourceType" && !item.Type.TreeElements.ContainsKey("resourceType"))
            {
                continue;
            }

            var found = new FhirPathItem(child, TypeModel.ChildType(item.Type, item.Node, child));
            result.Add(found);
            if (deep)
            {
                Walk(call, found, true, ref result);
            }
        }
    }
}
