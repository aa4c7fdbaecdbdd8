using Interop.Fhir.Tree;

namespace Interop.Engine.Privacy;

/// <summary>
/// Whether consent allows new data to leave (MODELLING E7: checked at routing and again at delivery). Withdrawal acts for the future only:
/// retractions and replacements of what was already sent are never held back by this gate.
/// </summary>
public static class ConsentGate
{
    /// <summary>True when one of the Consents, as they stand now, permits. A record whose kind demands consent and brings none is not routed.</summary>
    public static bool Permits(IEnumerable<Node> consents)
    {
        var permitted = false;
        foreach (var consent in consents)
        {
            if (!consent["status"].Is("active"u8) || consent["provision"]["type"].Is("deny"u8))
            {
                return false;
            }

            permitted = true;
        }

        return permitted;
    }
}
