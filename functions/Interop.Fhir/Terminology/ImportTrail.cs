namespace Interop.Fhir.Terminology;

/// <summary>
/// The imported value sets that one question has met, each with its answer: one that is imported many times is asked once, and a circle of
/// imports is answered by "unknown".
/// </summary>
internal sealed class ImportTrail
{
    private const int Deepest = 100;
    private readonly Dictionary<string, Membership> answers = new(StringComparer.Ordinal);
    private int depth;

    public Membership Ask(string valueSet, ValueSets sets, string? system, string code)
    {
        if (answers.TryGetValue(valueSet, out var known))
        {
            return known;
        }

        if (depth == Deepest || sets.Find(valueSet) is not { } found)
        {
            return Membership.Unknown;
        }

        answers[valueSet] = Membership.Unknown;
        depth++;
        var answer = found.Contains(system, code, this);
        depth--;
        answers[valueSet] = answer;
        return answer;
    }
}
