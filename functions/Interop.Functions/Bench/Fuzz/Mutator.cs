using System.Text;

namespace Interop.Functions.Bench.Fuzz;

/// <summary>Makes broken inputs of sound ones. The same number gives the same input, so that a fault can be met again.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> samples)
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "[[]]", "[null]", "{\"a\":1}", "\"\"", "\"\\u0000\"", "\"\\ud83d\"", "\\", "\"", ",", ":", "{", "}", "[", "]", "<", ">", "/>", "<!--", "<![CDATA[", "<?x?>",
            "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&a;", "&#0;", " xmlns=\"\"", " value=\"\"", "-0", "1e999", "1E-400", "00", "0.0000000000000000000000000000000000000001",
            "123456789012345678901234567890123456789012345678901234567890", "2026-02-30", "2026-13", "0000-01-01", "9999-12-31T23:59:60.999999999Z", "2024-02-29T24:00:00+14:01", "T", "urn:uuid:", "urn:oid:1..2", "#", "#x",
            "Patient/x/_history/1", "http://", "data:,", "_", "\"_value\":[null,{\"id\":\"x\"}]", "\"extension\":[{\"url\":\"x\"}]", "\"contained\":[{\"resourceType\":\"Bundle\"}]", "\"resourceType\":\"Bundle\",", "\"valueString\":1,",
            "\"reference\":\"#\",", "<script>", "\u200b", "\ufeff", "\u0085", "\ud83d\ude00", "\r\n", "\u00e9", "(", ")", ".", ".where(", ".repeat($this)", ".combine(", "|", "%", "'", "`", "$this", "@2026", " is ", " and ", ".ofType(Quantity)", "2147483648", "'a'.matches('(a+)+$')",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0],
    ];

    private static readonly byte[][] Nests = [.. new[] { "[", "{\"a\":", "{\"extension\":[", "<a>", "(", "-", "{\"contained\":[{\"resourceType\":\"List\",", "a.where(" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Input number <paramref name="number"/> of a seed.</summary>
    public byte[] Make(int seed, int number)
    {
        var random = new Random(HashCode(seed, number));
        var bytes = new List<byte>(samples[random.Next(samples.Count)]);
        var isGentle = random.Next(5) < 3;
        for (var edits = 1 + random.Next(random.Next(1, 6)); edits > 0; edits--)
        {
            if (isGentle)
            {
                Text(bytes, random);
            }
            else
            {
                Edit(bytes, random);
            }
        }

        return [.. bytes];
    }

    private static int HashCode(int seed, int number) => unchecked((seed * 397) ^ (number * (int)2654435761));

    /// <summary>What stands between two quotes replaced, by a word or by such a text of another sample: most stay readable.</summary>
    private void Text(List<byte> bytes, Random random)
    {
        var (from, to) = Quoted([.. bytes], random);
        if (to < 0 || random.Next(10) == 0)
        {
            Number(bytes, random.Next(bytes.Count + 1), random);
            return;
        }

        bytes.RemoveRange(from, to - from);
        if (random.Next(2) == 0)
        {
            bytes.InsertRange(from, Words[random.Next(Words.Length)].Where(b => b is not ((byte)'"' or (byte)'\\' or (byte)'<' or (byte)'&' or < 0x20)));
            return;
        }

        var other = samples[random.Next(samples.Count)];
        var (start, end) = Quoted(other, random);
        bytes.InsertRange(from, end < 0 ? [] : other[start..end]);
    }

    /// <summary>One of the texts between quotes.</summary>
    private static (int From, int To) Quoted(byte[] bytes, Random random)
    {
        var texts = new List<(int, int)>();
        var open = -1;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == (byte)'\\')
            {
                i++;
            }
            else if (bytes[i] == (byte)'"')
            {
                if (open >= 0)
                {
                    texts.Add((open, i));
                }

                open = open >= 0 ? -1 : i + 1;
            }
        }

        return texts.Count == 0 ? (0, -1) : texts[random.Next(texts.Count)];
    }

    private void Edit(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + random.Next(random.Next(1, 200)));
        switch (random.Next(10))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                Splice(bytes, at, random);
                break;
            case 6:
                Number(bytes, at, random);
                break;
            case 7 when random.Next(4) == 0:
                Nest(bytes, at, random);
                break;
            default:
                Word(bytes, at, length, random);
                break;
        }
    }

    /// <summary>A word inserted, or put in place of the text or value that stands there.</summary>
    private static void Word(List<byte> bytes, int at, int length, Random random)
    {
        var word = Words[random.Next(Words.Length)];
        if (random.Next(2) == 0)
        {
            var start = bytes.FindIndex(at, b => b is (byte)'"' or (byte)':' or (byte)',' or (byte)'\'');
            at = start < 0 ? at : start + 1;
            bytes.RemoveRange(at, random.Next(2) == 0 ? 0 : Math.Min(length, bytes.Count - at));
        }

        bytes.InsertRange(at, word);
    }

    /// <summary>A piece of another sample.</summary>
    private void Splice(List<byte> bytes, int at, Random random)
    {
        var other = samples[random.Next(samples.Count)];
        var from = random.Next(other.Length);
        bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, random.Next(1, 2000))).ToArray());
    }

    /// <summary>Another digit, or many.</summary>
    private static void Number(List<byte> bytes, int at, Random random)
    {
        var digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (digit >= 0)
        {
            bytes[digit] = (byte)('0' + random.Next(10));
            bytes.InsertRange(digit, Enumerable.Repeat((byte)('0' + random.Next(10)), random.Next(8) == 0 ? random.Next(400) : random.Next(3)));
        }
    }

    private static void Nest(List<byte> bytes, int at, Random random)
    {
        var nest = Nests[random.Next(Nests.Length)];
        for (var levels = random.Next(1, random.Next(8) == 0 ? 5_000 : 80); levels > 0; levels--)
        {
            bytes.InsertRange(Math.Min(at, bytes.Count), nest);
        }
    }
}
