using Interop.Fhir.Issues;
using Interop.Fhir.Json;
using Interop.Fhir.Tree;

namespace Interop.Mapping.Cases;

/// <summary>What every case, and the command line, uses where a file says nothing else: a fixed time, a key of zeros, one endpoint, one delivery.</summary>
public static class CaseInputs
{
    /// <summary>16 November 2026, 09:00 in Paris.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 16, 9, 0, 0, TimeSpan.FromHours(1));

    /// <summary>32 zero bytes: ids in golden files are the same on every machine and equal to none of an installation.</summary>
    public static readonly IdentityKey Ids = new(new byte[32]);

    /// <summary>The context of a record's case.</summary>
    public static MapContext Context(bool withLineage = false) => new() { Now = Now, Ids = Ids, WithLineage = withLineage };

    /// <summary>The input of a message: the focus is the resource of the bundle's first entry. Null, with issues, when a text is not valid.</summary>
    public static RenderInput? Message(
        string kind, ReadOnlyMemory<byte> bundle, ReadOnlyMemory<byte>? previous, ReadOnlyMemory<byte>? endpoint, ReadOnlyMemory<byte>? delivery, ICollection<Issue> issues)
    {
        var tree = FhirJson.Read(bundle, issues);
        var before = previous is { } text ? JsonTreeReader.Read(text, issues) : null;
        var receiver = JsonTreeReader.Read(endpoint ?? DefaultEndpoint(kind), issues);
        var sending = JsonTreeReader.Read(delivery ?? DefaultDelivery, issues);
        var focus = tree?.Root["entry"]["resource"] ?? default;
        return tree is null || receiver is null || sending is null || previous is not null && before is null || !focus.Exists
            ? null
            : new RenderInput { Bundle = tree, Focus = focus, Previous = before, Endpoint = receiver, Delivery = sending, Now = Now, Ids = Ids };
    }

    private static byte[] DefaultEndpoint(string kind) => System.Text.Encoding.UTF8.GetBytes(
        """{"id":"endpoint-1","kind":"KIND","organisation":{"type":"FINEG","value":"350005179"}}""".Replace("KIND", kind, StringComparison.Ordinal));

    private static ReadOnlyMemory<byte> DefaultDelivery => """{"messageId":"MSG-1","deliveryId":"DLV-1","sequence":1,"sentAt":"2026-11-16T09:00:00+01:00","replacesDeliveryId":null,"reason":"changed"}"""u8.ToArray();
}
