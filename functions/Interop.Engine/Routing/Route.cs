using Interop.Fhir.FhirPath;

namespace Interop.Engine.Routing;

/// <summary>One entry of <c>mappings/routes.yaml</c>, compiled: when a record of this name was stored, who is owed what.</summary>
public sealed record Route
{
    /// <summary>Name, unique in the file; deliveries keep it.</summary>
    public required string Name { get; init; }

    /// <summary>The record that sets it off, <c>medissimo/pillbox-plan</c>.</summary>
    public required string Record { get; init; }

    /// <summary>Type of the resource that the message is about.</summary>
    public required string Focus { get; init; }

    /// <summary>Condition on the focus; none means always. <c>%record</c> is the Bundle of what the record produced.</summary>
    public FhirPathExpression? Where { get; init; }

    /// <summary>From the focus to the Identifiers of the recipients.</summary>
    public required FhirPathExpression Recipient { get; init; }

    /// <summary>What is sent, <c>care-home-software/plan</c>.</summary>
    public required string Message { get; init; }

    /// <summary>Name of the feed that the message is appended to; null when it is pushed.</summary>
    public string? Feed { get; init; }

    /// <summary>Whether everybody who got an earlier version gets this one too (replacements of documents).</summary>
    public bool ToEarlierReceivers { get; init; }

    /// <summary>Whether a delivery that is parked holds up the later ones of its lane (<c>poison: block</c>); otherwise they pass it (<c>skip</c>, the default).</summary>
    public bool BlocksOnPoison { get; init; }

    /// <summary>Purpose that the patient's consent has to allow, in the record or as it stands; null when the record's kind decides.</summary>
    public string? Consent { get; init; }

    /// <summary>Type of the patient's earlier resources that entries of a feed are counted with; null for none.</summary>
    public string? With { get; init; }

    /// <summary>A route that the passing of time sets off, and no record (<c>reminder: true</c>).</summary>
    public bool IsReminder { get; init; }

    /// <summary>Kind of software of the recipient.</summary>
    public string RecipientKind => Message[..Message.IndexOf('/', StringComparison.Ordinal)];
}
