using Interop.Fhir.Tree;

namespace Interop.Engine.Privacy;

/// <summary>
/// Whether consent allows new data to leave (MODELLING E7: checked at routing and again at delivery). Withdrawal acts for the future only:
/// retractions and replacements of what was already sent are never held back by this gate.
/// </summary>
public static class ConsentGate
{
    /// <summary>
    /// True when there is a Consent for this purpose and none of them, as they stand now, says no. A record whose kind demands consent and brings
    /// none is not routed.
    /// </summary>
    public static bool Permits(IEnumerable<Node> resources, string purpose)
    {
        var consents = resources.Where(r => r["resourceType"].Is("Consent"u8) && IsFor(r, purpose)).ToList();
        return consents.Count > 0 && !consents.Exists(IsRefusal);
    }

    /// <summary>True when one of the Consents for this purpose says no.</summary>
    public static bool Denies(IEnumerable<Node> resources, string purpose) =>
        resources.Any(r => r["resourceType"].Is("Consent"u8) && IsFor(r, purpose) && IsRefusal(r));

    private static bool IsRefusal(Node consent) => !consent["status"].Is("active"u8) || consent["provision"]["type"].Is("deny"u8);

    private static bool IsFor(Node consent, string purpose) => consent.All("category").SelectMany(c => c.All("coding")).Any(c => c["code"].Is(purpose));
}
