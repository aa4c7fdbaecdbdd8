using System.Globalization;
using System.Text.Json;

namespace Interop.Functions.Demo;

/// <summary>Reads payloads and answers without asking first whether something is there: what is not is empty.</summary>
internal static class JsonReading
{
    /// <summary>A property, or a property of a property; undefined when it is not there.</summary>
    public static JsonElement At(this JsonElement from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out from))
            {
                return default;
            }
        }

        return from;
    }

    /// <summary>As text; empty when it is not there.</summary>
    public static string Text(this JsonElement from, params ReadOnlySpan<string> names) => from.At(names) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => "",
        var other => other.GetRawText(),
    };

    /// <summary>The items of an array; none when it is not there.</summary>
    public static IReadOnlyList<JsonElement> List(this JsonElement from, params ReadOnlySpan<string> names) =>
        from.At(names) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>What a path such as <c>$.lines[0].unit</c> leads to.</summary>
    public static JsonElement Follow(this JsonElement from, string path)
    {
        foreach (var step in path.Split('.').Skip(1))
        {
            var parts = step.Split('[', ']');
            from = from.At(parts[0]);
            if (parts.Length > 1)
            {
                var list = from.List();
                from = int.TryParse(parts[1], CultureInfo.InvariantCulture, out var index) && index < list.Count ? list[index] : default;
            }
        }

        return from;
    }
}
