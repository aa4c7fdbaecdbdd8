namespace Interop.Fhir.FhirPath.Operators;

/// <summary>The members of computed items: those of <c>type()</c> and of a Quantity.</summary>
internal static class TypeMembers
{
    public static void Collect(in FhirPathItem item, string name, ref ItemsBuilder result)
    {
        switch (item.Value)
        {
            case FhirPathType type when name == "namespace":
                result.Add(FhirPathItem.Of(type.Namespace));
                break;
            case FhirPathType type when name == "name":
                result.Add(FhirPathItem.Of(type.Name));
                break;
            case FhirPathType { Base: { } parent } when name == "baseType":
                result.Add(FhirPathItem.Of(parent.ToString()));
                break;
            case Values.Quantity quantity when name == "value":
                result.Add(FhirPathItem.Of(quantity.Value));
                break;
            case Values.Quantity quantity when name is "unit" or "code":
                result.Add(FhirPathItem.Of(quantity.Unit));
                break;
        }
    }
}
