using Interop.Fhir.FhirPath;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation.Questionnaires;

/// <summary>Whether items of a questionnaire are enabled by the answers of a response (<c>enableWhen</c>). Answers are looked for in the whole response.</summary>
internal sealed class Enabling(Node response)
{
    private static readonly Dictionary<string, FhirPathExpression> Comparisons = new(StringComparer.Ordinal)
    {
        [">"] = FhirPathExpression.Parse("$this > %limit"),
        ["<"] = FhirPathExpression.Parse("$this < %limit"),
        [">="] = FhirPathExpression.Parse("$this >= %limit"),
        ["<="] = FhirPathExpression.Parse("$this <= %limit"),
    };

    private readonly Lazy<ILookup<string, Node>> answers = new(() => Collect(response, []).ToLookup(a => a.LinkId, a => a.Answer, StringComparer.Ordinal));

    public bool IsEnabled(Node question)
    {
        var conditions = question.All("enableWhen").ToList();
        return conditions.Count == 0 || (question["enableBehavior"].Is("any") ? conditions.Exists(Holds) : conditions.TrueForAll(Holds));
    }

    private bool Holds(Node condition)
    {
        var given = answers.Value[condition["question"].Text ?? ""].Select(a => AnswerCheck.Value(a)).Where(v => v.Exists).ToList();
        var expected = AnswerCheck.Value(condition, "answer");
        return condition["operator"].Text switch
        {
            "exists" => given.Count > 0 == expected.Is("true"),
            "=" => given.Exists(v => AnswerCheck.IsSame(expected, v)),
            "!=" => given.Exists(v => !AnswerCheck.IsSame(expected, v)),
            { } comparison when Comparisons.TryGetValue(comparison, out var compare) => given.Exists(v => Compares(v, expected, compare)),
            _ => true,
        };
    }

    private static bool Compares(Node value, Node limit, FhirPathExpression compare)
    {
        try
        {
            var context = new FhirPathContext { Variables = new Dictionary<string, FhirPathItem[]> { ["limit"] = [FhirPathItem.Of(limit)] } };
            return compare.EvaluateBoolean(value, context);
        }
        catch (FhirPathException)
        {
            return false;
        }
    }

    private static List<(string LinkId, Node Answer)> Collect(Node parent, List<(string LinkId, Node Answer)> found)
    {
        foreach (var item in parent.All("item"))
        {
            foreach (var answer in item.All("answer"))
            {
                found.Add((item["linkId"].Text ?? "", answer));
                Collect(answer, found);
            }

            Collect(item, found);
        }

        return found;
    }
}
