using System.Globalization;
using Interop.Engine.Ports;

namespace Interop.Functions.Bench.Search;

/// <summary>What is looked for: each condition alone, in pairs that are common, rare and never met, and at the last page.</summary>
internal static class SearchTrials
{
    private const string Code = "dose-unit-missing";

    public static IEnumerable<(string Id, string Label, MessageFilter Filter)> All(long messages)
    {
        var middle = messages / 2;
        var (day, at) = (TimeSpan.FromDays(1), Time(middle));
        var patient = Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{middle / 10:x12}"));
        var key = new KeyedHash(Convert.FromHexString(string.Create(CultureInfo.InvariantCulture, $"{middle:x64}")));
        var sender = new MessageFilter { Organisation = "FINEG|17" };
        var kind = new MessageFilter { Kind = "omnidoc" };
        var endpoint = new MessageFilter { Endpoint = "endpoint-17" };
        var code = new MessageFilter { Code = Code };
        var quarantined = new MessageFilter { State = MessageState.Quarantined };
        yield return ("newest", "the newest", new MessageFilter());
        yield return ("patient", "by patient", new MessageFilter { Patient = patient });
        yield return ("key", "by record key", new MessageFilter { RecordId = key });
        yield return ("kind", "by kind", kind);
        yield return ("sender", "by sender", sender);
        yield return ("record", "by record", new MessageFilter { Record = "omnidoc/tele-expertise-report" });
        yield return ("endpoint", "by endpoint", endpoint);
        yield return ("state", "by state (quarantined)", quarantined);
        yield return ("settled", "by state (settled)", new MessageFilter { State = MessageState.Settled });
        yield return ("code", "by issue code", code);
        yield return ("time", "by time, in the middle", new MessageFilter { From = at, To = at + day });
        yield return ("state-time", "by state and time", quarantined with { From = at, To = at + day });
        yield return ("sender-time", "by sender and time", sender with { From = at, To = at + day });
        yield return ("kind-time", "by kind and time", kind with { From = at, To = at + day });
        yield return ("endpoint-time", "by endpoint and time", endpoint with { From = at, To = at + day });
        yield return ("code-time", "by code, kind and time", code with { Kind = "medissimo", From = at, To = at + day });
        yield return ("sender-state", "by sender and state", sender with { State = MessageState.Quarantined });
        yield return ("sender-settled", "by sender and settled", sender with { State = MessageState.Settled });
        yield return ("sender-kind", "by sender and kind", new MessageFilter { Organisation = "FINEG|16", Kind = "omnidoc" });
        yield return ("kind-state", "by kind and state", kind with { State = MessageState.Quarantined });
        yield return ("endpoint-state", "by endpoint and state", endpoint with { State = MessageState.Routed });
        yield return ("endpoint-kind", "by endpoint and kind", new MessageFilter { Endpoint = "endpoint-16", Kind = "omnidoc" });
        yield return ("code-state", "by code and state", code with { State = MessageState.Quarantined });
        yield return ("code-sender", "by code and sender", code with { Organisation = "FINEG|100" });
        yield return ("code-endpoint", "by code and endpoint", code with { Endpoint = "endpoint-100" });
        yield return ("patient-state", "by patient and state", new MessageFilter { Patient = patient, State = MessageState.Settled });
        yield return ("kind-last", "by kind, last page", kind with { Before = 100 });
        yield return ("sender-last", "by sender, last page", sender with { Before = 1000 });
        yield return ("endpoint-last", "by endpoint, last page", endpoint with { Before = 1000 });
        yield return ("state-last", "by state, last page", quarantined with { Before = 2000 });
        yield return ("code-last", "by code, last page", code with { Before = 2000 });
        yield return ("sender-state-last", "by sender and settled, last page", sender with { State = MessageState.Settled, Before = 1000 });
        yield return ("kind-unknown", "by a kind that never sent", new MessageFilter { Kind = "nobody" });
        yield return ("endpoint-unknown", "by an endpoint that there is not", new MessageFilter { Endpoint = "nobody" });
        yield return ("code-unknown", "by a code that there is not", new MessageFilter { Code = "nothing" });
        yield return ("patient-unknown", "by a patient of nobody", new MessageFilter { Patient = Guid.Empty });
        yield return ("time-none", "by a time before all", new MessageFilter { To = DateTimeOffset.UnixEpoch });
        yield return ("sender-kind-none", "by a sender and a kind that it never sends", sender with { Kind = "omnidoc" });
        yield return ("kind-record-none", "by a kind and another's record", new MessageFilter { Kind = "medissimo", Record = "omnidoc/tele-expertise-report" });
        yield return ("code-sender-none", "by a code and a sender without it", code with { Organisation = "FINEG|17" });
        yield return ("code-endpoint-none", "by a code and an endpoint without it", code with { Endpoint = "endpoint-17" });
        yield return ("code-kind-none", "by a code and a kind without it", code with { Kind = "medissimo" });
        yield return ("endpoint-kind-none", "by an endpoint and a kind that never meet", endpoint with { Kind = "omnidoc" });
        yield return ("endpoint-sender-none", "by an endpoint and a sender that never meet", endpoint with { Organisation = "FINEG|18" });
        yield return ("kind-state-none", "by a kind and a state that never meet", new MessageFilter { Kind = "medissimo", State = MessageState.Quarantined });
        yield return ("settled-sender-code-none", "by state, sender and code that never meet", code with { Organisation = "FINEG|17", State = MessageState.Settled });
    }

    private static DateTimeOffset Time(long message) => DateTimeOffset.UnixEpoch.AddSeconds(message * 3);
}
