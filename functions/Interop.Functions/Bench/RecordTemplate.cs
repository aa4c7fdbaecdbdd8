using System.Globalization;
using System.Text;

namespace Interop.Functions.Bench;

/// <summary>Makes records that differ in one number only, fast enough not to be what is measured.</summary>
public sealed class RecordTemplate
{
    private const int Digits = 6;
    private readonly byte[] bytes;
    private readonly List<int> places = [];

    /// <summary>A template from a record in which <paramref name="number"/>, six digits, stands wherever a number goes.</summary>
    public RecordTemplate(byte[] record, int number)
    {
        bytes = record;
        var mark = Encoding.ASCII.GetBytes(number.ToString("D6", CultureInfo.InvariantCulture));
        for (var at = 0; record.AsSpan(at).IndexOf(mark) is >= 0 and var found; at += found + Digits)
        {
            places.Add(at + found);
        }
    }

    /// <summary>Bytes of a record.</summary>
    public int Length => bytes.Length;

    /// <summary>Plans of this many lines, each of another resident.</summary>
    public static RecordTemplate Plan(int lines) => new(TrialRecords.PillboxPlan(987654, 1, lines), 987654);

    /// <summary>The record with this number.</summary>
    public byte[] Make(int number)
    {
        var record = bytes.AsSpan().ToArray();
        foreach (var place in places)
        {
            number.TryFormat(record.AsSpan(place, Digits), out _, "D6", CultureInfo.InvariantCulture);
        }

        return record;
    }
}
