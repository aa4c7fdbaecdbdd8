namespace Interop.Mapping.Runtime;

/// <summary>One byte per input node: looked at, carried.</summary>
internal sealed class Marks
{
    private const int MostKept = 1 << 16;
    private const byte TestedBit = 1;
    private const byte CarriedBit = 2;
    private readonly Action<int> test;
    private readonly Action<int> carry;
    private byte[] marks = [];
    private bool[] testedSets = [];
    private bool[] carriedSets = [];

    public Marks()
    {
        test = Test;
        carry = Carry;
    }

    public void Begin(int nodes)
    {
        if (marks.Length < nodes)
        {
            marks = new byte[Math.Max(nodes, marks.Length * 2)];
        }

        if (marks.Length > MostKept && nodes <= MostKept)
        {
            (marks, testedSets, carriedSets) = (new byte[nodes], [], []);
        }

        Array.Clear(marks);
        Array.Clear(testedSets);
        Array.Clear(carriedSets);
    }

    public bool IsTested(int node) => (marks[node] & TestedBit) != 0;

    public bool IsCarried(int node) => (marks[node] & CarriedBit) != 0;

    public void Test(int node) => marks[node] |= TestedBit;

    public void Carry(int node) => marks[node] |= CarriedBit;

    public void Test(Origins origins, int origin) => origins.Visit(origin, ref testedSets, test);

    public void Carry(Origins origins, int origin) => origins.Visit(origin, ref carriedSets, carry);
}
