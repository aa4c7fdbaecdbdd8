using Interop.Fhir.Tree;

namespace Interop.Mapping;

/// <summary>What a <c>from-fhir.sbn</c> script sees, each property a global variable of the same name in lower case.</summary>
public sealed record RenderInput
{
    /// <summary>FHIR tree: Bundle of type collection; fullUrls and references are <c>Type/id</c>.</summary>
    public required NodeTree Bundle { get; init; }

    /// <summary>The resource of the bundle that the message is about.</summary>
    public required Node Focus { get; init; }

    /// <summary>Record tree: the last payload delivered to this endpoint about this focus.</summary>
    public NodeTree? Previous { get; init; }

    /// <summary>Record tree: <c>{id, kind, organisation: {type, value}}</c>.</summary>
    public required NodeTree Endpoint { get; init; }

    /// <summary>Record tree: <c>{messageId, deliveryId, sequence, sentAt, replacesDeliveryId, reason}</c>.</summary>
    public required NodeTree Delivery { get; init; }

    /// <summary>The time the script knows as <c>now</c>.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Secret behind <c>fhir_id</c>; a script that mints an id without it gets an issue.</summary>
    public IdentityKey? Ids { get; init; }

    /// <summary>Limits of the run.</summary>
    public Limits Limits { get; init; } = Limits.Default;
}
