namespace Interop.Fhir.FhirPath.Operators;

/// <summary>Collections where one item is needed (https://hl7.org/fhirpath/N1/#singleton-evaluation-of-collections).</summary>
internal static class Singleton
{
    /// <summary>The System value of the only item; null when there is none; an error when there are more.</summary>
    public static FhirPathItem? Value(Items items, int position) => items.Count switch
    {
        0 => null,
        1 => items[0].ToSystem(),
        _ => throw FhirPathException.Run("one item is needed and there are several", position),
    };

    /// <summary>A boolean; any other single item counts as true.</summary>
    public static bool? Boolean(Items items, int position)
    {
        if (items.Count == 1 && items[0].Value is bool flag)
        {
            return flag;
        }

        return Value(items, position) is { } item ? item.Value is not bool known || known : null;
    }

    public static int? Integer(Items items, int position) => Value(items, position) switch
    {
        null => null,
        { Value: int number } => number,
        _ => throw FhirPathException.Run("an integer is needed", position),
    };

    public static decimal? Number(Items items, int position) => Value(items, position) switch
    {
        null => null,
        { Value: int number } => number,
        { Value: decimal number } => number,
        _ => throw FhirPathException.Run("a number is needed", position),
    };

    /// <summary>A string; FHIR's dates and times are taken as they are spelled.</summary>
    public static string? String(Items items, int position)
    {
        if (items.Count > 1)
        {
            throw FhirPathException.Run("one item is needed and there are several", position);
        }

        if (items.IsEmpty)
        {
            return null;
        }

        var item = items[0];
        return item.Value is string text ? text
            : item.IsNode && !item.Node.HasValue && item.Type.IsPrimitive ? null
            : item.IsNode && item.Node.Kind == Tree.NodeKind.String ? item.Node.Text
            : throw FhirPathException.Run("a string is needed", position);
    }
}
