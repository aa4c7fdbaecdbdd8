using System.Security.Cryptography;

namespace Interop.Store.Crypto;

/// <summary>
/// Ids of bodies: growing, so that new rows land at the end of the table, and unique without asking the database, because a body is
/// encrypted with its id before it gets there. 41 bits of milliseconds, 22 random bits for other processes on the same file.
/// </summary>
internal sealed class BodyIds(TimeProvider time, RandomNumberGenerator random)
{
    private const int RandomBits = 22;
    private long _last;

    public long Next()
    {
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        var salt = BitConverter.ToUInt32(bytes) >> (32 - RandomBits);
        var candidate = (time.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | salt;
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            var next = Math.Max(candidate, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
