using Interop.Fhir.Tree;
using Interop.Mapping.Formats;

namespace Interop.Functions.Commands;

/// <summary>The values of a record by the place that its format spells.</summary>
internal sealed class RecordValues
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public RecordValues(ExplainedRecord result)
    {
        for (var i = 0; i < (result.Record?.Count ?? 0); i++)
        {
            if (result.Record!.At(i) is { HasValue: true } node)
            {
                values.TryAdd(RecordFormats.PathOf(result.Format, node), node.Text ?? "");
            }
        }
    }

    public string? Find(string place) => values.GetValueOrDefault(place);
}
