using System.Globalization;
using System.Text;

namespace Interop.Store.Backup;

/// <summary>What two stores hold, row by row.</summary>
/// <param name="Rows">Compared, those on one side only included.</param>
/// <param name="Differences">How many rows differ or are on one side only.</param>
/// <param name="Examples">The first of them, by table and key; keys are ids and keyed hashes.</param>
public sealed record StoreDifferences(long Rows, long Differences, IReadOnlyList<string> Examples);

/// <summary>Reads two stores side by side in the order of their keys and compares every value.</summary>
internal static class StoreComparison
{
    private const int ExampleLimit = 20;

    public static async Task<StoreDifferences> RunAsync(IStoreSnapshot one, IStoreSnapshot other, Action<string>? progress, CancellationToken cancellationToken)
    {
        SharedForm.CheckSame(one.Tables, other.Tables, one.SchemaNumber);
        var run = new Run();
        foreach (var table in one.Tables)
        {
            progress?.Invoke(table.Name);
            await using var left = await one.ReadAsync(table, cancellationToken);
            await using var right = await other.ReadAsync(table, cancellationToken);
            await run.CompareAsync(table, left, right, cancellationToken);
        }

        return new StoreDifferences(run.Rows, run.Differences, run.Examples);
    }

    private sealed class Run
    {
        public long Rows { get; private set; }

        public long Differences { get; private set; }

        public List<string> Examples { get; } = [];

        public async Task CompareAsync(StoreTable table, IStoreRows left, IStoreRows right, CancellationToken cancellationToken)
        {
            var (hasLeft, hasRight) = (await left.NextAsync(cancellationToken), await right.NextAsync(cancellationToken));
            while (hasLeft || hasRight)
            {
                Rows++;
                var order = !hasLeft ? 1 : !hasRight ? -1 : RowReader.CompareKeys(left.Current.Span, right.Current.Span, table.KeyLength);
                if (order != 0)
                {
                    Tell(table, (order < 0 ? left : right).Current.Span, order < 0 ? "only in the first" : "only in the second");
                }
                else if (!left.Current.Span.SequenceEqual(right.Current.Span))
                {
                    Tell(table, left.Current.Span, "other values in " + string.Join(", ", Columns(table, left.Current.Span, right.Current.Span)));
                }

                hasLeft = order <= 0 ? await left.NextAsync(cancellationToken) : hasLeft;
                hasRight = order >= 0 ? await right.NextAsync(cancellationToken) : hasRight;
            }
        }

        private void Tell(StoreTable table, ReadOnlySpan<byte> row, string what)
        {
            Differences++;
            if (Examples.Count < ExampleLimit)
            {
                Examples.Add($"{table.Name} {Key(table, row)}: {what}");
            }
        }

        private static List<string> Columns(StoreTable table, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
        {
            var names = new List<string>();
            var (a, b) = (0, 0);
            foreach (var column in table.Columns)
            {
                var one = new RowReader(left[a..]);
                var other = new RowReader(right[b..]);
                one.Read();
                other.Read();
                if (!left.Slice(a, one.Position).SequenceEqual(right.Slice(b, other.Position)))
                {
                    names.Add(column);
                }

                (a, b) = (a + one.Position, b + other.Position);
            }

            return names;
        }

        private static string Key(StoreTable table, ReadOnlySpan<byte> row)
        {
            var text = new StringBuilder("(");
            var reader = new RowReader(row);
            foreach (var column in table.Key)
            {
                reader.Read();
                text.Append(text.Length > 1 ? ", " : "").Append(column).Append(" = ").Append(reader.Kind switch
                {
                    ValueKind.Null => "null",
                    ValueKind.Integer => reader.Integer.ToString(CultureInfo.InvariantCulture),
                    ValueKind.Text => Encoding.UTF8.GetString(reader.Value),
                    _ => Convert.ToHexStringLower(reader.Value),
                });
            }

            return text.Append(')').ToString();
        }
    }
}
