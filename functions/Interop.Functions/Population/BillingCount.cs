using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>One act as the biller must find it; <c>nothing</c> in the feed when there is none.</summary>
/// <param name="Feed"><c>stellair</c> or <c>hospital-billing</c>.</param>
/// <param name="Biller">RPPS of a liberal biller, FINESS of a house.</param>
/// <param name="Reasons">Why it is blocked, sorted.</param>
public sealed record ExpectedAct(string Feed, string Biller, string ItemId, string Code, string State, string Date, string Performer, string Counterpart, string Reasons);

/// <summary>
/// Counts the acts from the reports as they were sent, by the rules of MODELLING B1-B7 written down a second time: nothing here knows the mappings,
/// the FHIR resources or the payloads.
/// </summary>
public sealed class BillingCount
{
    private static readonly HashSet<string> MayAsk = ["10", "40", "50", "60", "70", "80", "91"];

    private readonly Dictionary<string, JsonObject> current = [];
    private readonly Dictionary<string, JsonObject> billedOnce = [];
    private readonly Dictionary<string, int> unserved = [];
    private readonly HashSet<string> subscribers;

    /// <summary>A count for these subscribers of the billing product.</summary>
    public BillingCount(IEnumerable<string> subscribers) => this.subscribers = [.. subscribers];

    /// <summary>How many of the reports brought an act that nobody pulls, since its liberal biller subscribed to nothing: it waits for an endpoint.</summary>
    public int Unserved => unserved.Values.Sum();

    /// <summary>A report that was taken, in the order of its versions.</summary>
    public void Take(JsonObject report)
    {
        lock (current)
        {
            var id = Text(report, "recordId");
            if (Text(report, "action") == "cancel")
            {
                // What waited for somebody to pull it is owed no more.
                unserved.Remove(id);
            }
            else if (IsUnserved(report))
            {
                unserved[id] = unserved.GetValueOrDefault(id) + 1;
            }

            if (Text(report, "action") != "cancel" && IsBillable(report))
            {
                billedOnce[id] = report;
            }

            current[id] = report;
        }
    }

    /// <summary>What must be in the feeds.</summary>
    public IReadOnlyList<ExpectedAct> Acts() => [.. current.OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(c => ActsOf(c.Key, c.Value)).OfType<ExpectedAct>()];

    private static bool IsBillable(JsonObject r) =>
        Text(r["report"]!, "status") is "final" or "amended" && Text(r["request"]!, "status") == "completed" && r["billing"]!["sameSite"]?.GetValue<bool>() != true;

    private IEnumerable<ExpectedAct?> ActsOf(string id, JsonObject report)
    {
        if (Text(report, "action") == "cancel")
        {
            // An act that went out is called back; one that never was a bill is not spoken of.
            return !billedOnce.TryGetValue(id, out var sent) ? [] : Both(sent).Select(a => a is null ? null : a with { State = "cancelled", Reasons = "" });
        }

        return IsBillable(report) ? Both(report) : [];
    }

    /// <summary>Whether an act is owed to somebody without the product, billable or not.</summary>
    private bool IsUnserved(JsonObject r)
    {
        var requester = r["requester"]!.AsObject();
        var experts = r["experts"]!.AsArray().Select(e => e!.AsObject()).ToList();
        var expert = experts.Find(e => e["signedAt"] is not null) ?? experts.Find(e => Text(e, "part") == "answered");
        return (r["act"]!["code"] is not null && expert is not null && NoProduct(Text(r["billing"]!["expert"]!, "biller"), expert))
            || (MayAsk.Contains(Text(requester, "profession")) && NoProduct(Text(r["billing"]!["requester"]!, "biller"), requester));
    }

    private bool NoProduct(string biller, JsonObject performer) => biller is "self" or "replaced" && !subscribers.Contains(Text(performer, "rpps"));

    private static JsonObject Signer(JsonObject r) => r["experts"]!.AsArray().Select(e => e!.AsObject()).First(e => e["signedAt"] is not null);

    private IEnumerable<ExpectedAct?> Both(JsonObject r)
    {
        var requester = r["requester"]!.AsObject();
        var expert = Signer(r);
        var billing = r["billing"]!;
        if (r["act"]!["code"] is { } code)
        {
            yield return Act(r, "expert", code.GetValue<string>(), Text(billing["expert"]!, "biller"), expert, requester);
        }

        if (MayAsk.Contains(Text(requester, "profession")))
        {
            yield return Act(r, "requester", "RQD", Text(billing["requester"]!, "biller"), requester, expert);
        }
    }

    private ExpectedAct? Act(JsonObject r, string role, string code, string biller, JsonObject performer, JsonObject other)
    {
        var liberal = biller is "self" or "replaced";
        var rpps = Text(performer, "rpps");
        if (biller == "none" || (liberal && !subscribers.Contains(rpps)))
        {
            return null;
        }

        var house = performer["billingOrganisation"] ?? performer["organisation"];
        var reasons = Reasons(r, role, biller, performer, other, house).Order(StringComparer.Ordinal).ToList();
        var number = Text(other, "exerciseMode") == "salaried" ? other["organisation"]?["finessGeo"] : other["amNumber"];
        return new ExpectedAct(
            liberal ? "stellair" : "hospital-billing", liberal ? rpps : house?["finessGeo"]?.GetValue<string>() ?? "", $"{Text(r["request"]!, "id")}/{role}", code,
            reasons.Count > 0 ? "blocked" : "billable", Text(r["act"]!, "date"), rpps, number?.GetValue<string>() ?? "", string.Join(' ', reasons));
    }

    private static IEnumerable<string> Reasons(JsonObject r, string role, string biller, JsonObject performer, JsonObject other, JsonNode? house)
    {
        var salaried = Text(other, "exerciseMode") == "salaried";
        if ((biller == "self" && performer["amNumber"] is null) || (biller == "replaced" && performer["replaces"]?["amNumber"] is null))
        {
            yield return "missing-am-number";
        }

        if (biller is "establishment" or "health-centre" && house?["finessGeo"] is null)
        {
            yield return "missing-finess";
        }

        if (salaried ? other["organisation"]?["finessGeo"] is null : other["amNumber"] is null)
        {
            yield return "missing-counterpart-number";
        }

        if (r["insurance"] is null)
        {
            yield return "missing-insurance";
        }

        if (r["insurance"] is { } insurance && Text(insurance, "insuredIs") == "other" && insurance["insured"] is null)
        {
            yield return "missing-insured";
        }

        if (Text(r, "setting") == "inpatient")
        {
            yield return "inpatient";
        }

        if (r["settingOrganisation"]?["carePackage"]?.GetValue<string>() == "global" || (role == "requester" && Text(performer, "exerciseMode") == "salaried"))
        {
            yield return "confirm-with-care-home";
        }
    }

    private static string Text(JsonNode from, string name) => from[name]?.GetValue<string>() ?? "";
}
