using System.Globalization;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Tests.Support;

namespace Interop.Fhir.Tests.FhirPath;

public sealed class OfficialSuiteTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 11, 12, TimeSpan.FromHours(1));

    private static readonly Dictionary<string, string> Disagreements = ReadDisagreements();

    public static TheoryData<string> Ids => new(OfficialSuite.Cases.Count == 0 ? ["(suite missing)"] : OfficialSuite.Cases.Select(c => c.Id));

    public static TheoryData<string> ValidIds => new(OfficialSuite.Cases.Count == 0 ? ["(suite missing)"] : OfficialSuite.Cases.Where(c => c.Invalid is null).Select(c => c.Id));

    [SkippableTheory]
    [MemberData(nameof(Ids))]
    public void A_case_of_the_official_suite_gives_what_the_suite_expects(string id)
    {
        var fault = Judge(Case(id), strict: false);
        if (Disagreements.TryGetValue(id, out var reason))
        {
            Assert.True(fault is not null, $"{id} is listed as a disagreement ({reason}) and agrees now: take it off the list.");
        }
        else
        {
            Assert.True(fault is null, fault);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(ValidIds))]
    public void A_valid_case_of_the_official_suite_passes_the_strict_check(string id)
    {
        var suiteCase = Case(id);
        if (!Disagreements.ContainsKey(id))
        {
            Assert.Null(Judge(suiteCase with { Strict = true }, strict: true));
        }
    }

    private static SuiteCase Case(string id)
    {
        Suites.Require(OfficialSuite.Name);
        return OfficialSuite.Cases.Single(c => c.Id == id);
    }

    /// <summary>Null when the case agrees, else what differs.</summary>
    private static string? Judge(SuiteCase test, bool strict)
    {
        var expected = test.Invalid switch { "syntax" => FhirPathPhase.Parse, "semantic" => FhirPathPhase.Check, null => (FhirPathPhase?)null, _ => FhirPathPhase.Run };
        FhirPathItem[] items;
        try
        {
            var focus = OfficialSuite.Input(test.Input);
            var expression = FhirPathExpression.Parse(test.Expression);
            FhirPathChecker.Check(expression, focus.Exists ? focus["resourceType"].Text : null, test.Strict || strict ? FhirPathMode.Strict : FhirPathMode.Lenient);
            items = [.. expression.Evaluate(focus, new FhirPathContext { Resource = focus, Now = Now })];
            if (test.Predicate)
            {
                items = [FhirPathItem.Of(items.Length > 0)];
            }
        }
        catch (FhirPathException fault)
        {
            return expected is null ? $"{test.Id}: fails when it should not, in phase {fault.Phase}: {fault.Message}"
                : fault.Phase != expected ? $"{test.Id}: fails in phase {fault.Phase} instead of {expected}: {fault.Message}"
                : null;
        }

        return expected is not null ? $"{test.Id}: does not fail in phase {expected}" : Compare(test, items);
    }

    private static string? Compare(SuiteCase test, FhirPathItem[] items)
    {
        var actual = items.Select(i => (Type: TypeName(i), Value: i.Text ?? "")).ToList();
        var wanted = test.Outputs.ToList();
        if (test.Unordered)
        {
            actual = [.. actual.OrderBy(a => a.Value, StringComparer.Ordinal)];
            wanted = [.. wanted.OrderBy(w => w.Value, StringComparer.Ordinal)];
        }

        var same = actual.Count == wanted.Count && actual.Zip(wanted).All(p => (p.Second.Type is null || p.First.Type == p.Second.Type) && SameValue(p.First.Value, p.Second.Value));
        return same ? null : $"{test.Id}: expected [{Spell(wanted)}], got [{Spell(actual)}]";
    }

    private static bool SameValue(string actual, string expected)
    {
        var spelled = expected.TrimStart('@').TrimStart('T');
        return actual == expected || actual == spelled || actual.TrimStart('T') == spelled
            || decimal.TryParse(actual, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(expected, CultureInfo.InvariantCulture, out var b) && a == b && a.Scale == b.Scale;
    }

    // The suite names System types as FHIR names its primitives.
    private static string TypeName(FhirPathItem item) => item.Type.Namespace == "System" && item.Type.Name != "Quantity"
        ? char.ToLowerInvariant(item.Type.Name[0]) + item.Type.Name[1..]
        : item.Type.Name;

    private static string Spell<T>(IEnumerable<(T Type, string Value)> items) => string.Join(", ", items.Select(i => $"{i.Type}:{i.Value}"));

    private static Dictionary<string, string> ReadDisagreements() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "FhirPath", "disagreements.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
