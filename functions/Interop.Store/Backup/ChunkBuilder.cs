using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Store.Backup;

/// <summary>Gathers rows of a table until a part is full, and counts all of them.</summary>
internal sealed class ChunkBuilder(int keyLength) : IDisposable
{
    private const int UsualRoom = 5 * 1024 * 1024;

    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _content = new byte[64 * 1024];
    private (int Start, int Length) _first;
    private (int Start, int Length) _last;

    public long TotalRows { get; private set; }

    public long TotalBytes { get; private set; }

    public int Rows { get; private set; }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Content => _content.AsMemory(0, Length);

    public ReadOnlyMemory<byte> FirstKey => _content.AsMemory(_first.Start, _first.Length);

    public ReadOnlyMemory<byte> LastKey => _content.AsMemory(_last.Start, _last.Length);

    /// <summary>True when the part ends with this row.</summary>
    public bool Add(ReadOnlySpan<byte> row)
    {
        MakeRoom(ChunkRows.LengthPrefix + row.Length);
        BinaryPrimitives.WriteInt32BigEndian(_content.AsSpan(Length), row.Length);
        row.CopyTo(_content.AsSpan(Length + ChunkRows.LengthPrefix));
        var key = RowReader.KeyOf(row, keyLength);
        _last = (Length + ChunkRows.LengthPrefix, key.Length);
        _first = Rows == 0 ? _last : _first;
        Length += ChunkRows.LengthPrefix + row.Length;
        Rows++;
        return ChunkCutter.EndsAfter(key, row.Length, Length);
    }

    /// <summary>Begins the next part.</summary>
    public void Reset()
    {
        _digest.AppendData(_content, 0, Length);
        (TotalRows, TotalBytes) = (TotalRows + Rows, TotalBytes + Length);
        (Rows, Length) = (0, 0);

        // The room of a very large row is not kept for all that follow.
        _content = _content.Length > UsualRoom * 2 ? new byte[UsualRoom] : _content;
    }

    /// <summary>Of all rows, once the last part has been finished.</summary>
    public string Digest() => Convert.ToHexStringLower(_digest.GetCurrentHash());

    public void Dispose() => _digest.Dispose();

    private void MakeRoom(int count)
    {
        if (_content.Length - Length < count)
        {
            Array.Resize(ref _content, Math.Max(Length + count, Math.Min(_content.Length * 2, _content.Length + UsualRoom)));
        }
    }
}
