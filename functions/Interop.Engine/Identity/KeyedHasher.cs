using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;

namespace Interop.Engine.Identity;

/// <summary>
/// Keyed hashes of what must be found again without being readable in the database: record ids, lanes, identifiers. Each purpose has its own
/// prefix, so that equal texts of two purposes never give equal hashes.
/// </summary>
/// <param name="key">32 bytes, derived from the master key; it is not in the database.</param>
public sealed class KeyedHasher(ReadOnlyMemory<byte> key)
{
    /// <summary>A partner's record id.</summary>
    public KeyedHash Record(string organisation, string record, string recordId) => Hash("record", organisation, record, recordId);

    /// <summary>Inbound lane: one patient (or one record, when the record names no patient) of one organisation.</summary>
    public KeyedHash InboundLane(string organisation, string orderBy) => Hash("inbound", organisation, orderBy);

    /// <summary>Outbound lane: one patient at one endpoint.</summary>
    public KeyedHash OutboundLane(string endpoint, string patient) => Hash("outbound", endpoint, patient);

    /// <summary>An identifier to search by; an absent system searches the value under any system.</summary>
    public KeyedHash Identifier(string? system, string value) => Hash("identifier", system ?? "*", value);

    /// <summary>The beginning of a name: of its part <c>family</c> or <c>given</c>.</summary>
    public KeyedHash Name(string part, string beginning) => Hash("name", part, beginning);

    /// <summary>The bytes of a record or a resource.</summary>
    public KeyedHash Content(ReadOnlySpan<byte> bytes) => new(HMACSHA256.HashData(key.Span, bytes));

    private KeyedHash Hash(params ReadOnlySpan<string> parts)
    {
        // Length-prefixed, so that ("ab","c") and ("a","bc") differ.
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        return new KeyedHash(HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(text.ToString())));
    }
}
