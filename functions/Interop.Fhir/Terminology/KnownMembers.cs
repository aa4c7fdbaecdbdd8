namespace Interop.Fhir.Terminology;

/// <summary>
/// Remembers the answers given last: which code is in which value set. Bounded: a slot holds one answer and the newest wins. Races are
/// harmless: a slot is replaced as a whole.
/// </summary>
internal sealed class KnownMembers
{
    private const int Slots = 4096;
    private readonly Answer?[] answers = new Answer?[Slots];

    public Membership? Find(string valueSet, string? system, string code) =>
        Volatile.Read(ref answers[Slot(valueSet, system, code)]) is { } answer && answer.Code == code && answer.System == system && answer.ValueSet == valueSet ? answer.Membership : null;

    public Membership Keep(string valueSet, string? system, string code, Membership membership)
    {
        Volatile.Write(ref answers[Slot(valueSet, system, code)], new Answer(valueSet, system, code, membership));
        return membership;
    }

    private static int Slot(string valueSet, string? system, string code) => (int)((uint)HashCode.Combine(valueSet, system, code) % Slots);

    private sealed record Answer(string ValueSet, string? System, string Code, Membership Membership);
}
