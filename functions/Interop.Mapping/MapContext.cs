namespace Interop.Mapping;

/// <summary>What a mapping run gets from outside.</summary>
public sealed record MapContext
{
    /// <summary>Receive time of the message; the only clock a script sees (<c>now</c>).</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The installation that sent the record, as its credential says (<c>sender_instance</c>).</summary>
    public string Instance { get; init; } = "example";

    /// <summary>Secret behind <c>fhir_id</c>.</summary>
    public required IdentityKey Ids { get; init; }

    /// <summary>Whether to note for each output element where it came from; costs time and memory.</summary>
    public bool WithLineage { get; init; }

    /// <summary>Whether to account for every leaf. Off only to measure what that costs: the ledger is then empty.</summary>
    public bool WithLedger { get; init; } = true;

    /// <summary>Whether test identities are to be refused (<c>is_production</c>).</summary>
    public bool Production { get; init; }

    /// <summary>Limits of the run.</summary>
    public Limits Limits { get; init; } = Limits.Default;
}
