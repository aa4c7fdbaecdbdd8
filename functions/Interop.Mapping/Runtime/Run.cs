using System.Runtime.CompilerServices;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Fhir.Tree;
using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>The state of one run of a script: variables, frames, limits, text output, and the marks of the ledger. Used by one thread, then reset and reused.</summary>
internal sealed class Run
{
    private const int MaxNesting = 64;
    private static readonly ScriptSpan Nowhere = new(new ScriptSource("", ""), 0, 0);
    private readonly List<Frame> frames = [];
    private Value[] stack = new Value[64];
    private int stackTop;
    private int depth;
    private int stepsLeft;
    private int evaluations;
    private long outputLeft;
    private ScriptSpan lastPlace = Nowhere;

    public Run(ScriptEnvironment environment)
    {
        Environment = environment;
        Variables = new Variables(this, environment);
    }

    public ScriptEnvironment Environment { get; }

    /// <summary>Objects and arrays of this run.</summary>
    public ValuePool Pool { get; } = new();

    /// <summary>Plain variables.</summary>
    public Variables Variables { get; }

    public Limits Limits { get; private set; } = Limits.Default;

    public Origins Origins { get; } = new();

    /// <summary>The marks on the input's nodes.</summary>
    public Marks Marks { get; } = new();

    /// <summary>What mapping functions need; null where a template runs by itself.</summary>
    public MappingHost? Host { get; private set; }

    /// <summary>The tree that the ledger is about.</summary>
    public NodeTree? Accounted { get; private set; }

    /// <summary>Issues reported by the script.</summary>
    public List<Issue> Issues { get; private set; } = [];

    /// <summary>Where text goes; null where output is off, as in a script.</summary>
    public TextOutput? Output { get; set; }

    /// <summary>The value of <c>ret</c>.</summary>
    public Value Result { get; set; }

    /// <summary>The value of the last statement, where output is off.</summary>
    public Value Last { get; set; }

    public Frame Frame { get; private set; } = null!;

    /// <summary>The time that a script sees.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>How dates print.</summary>
    public string DateFormat { get; private set; } = Functions.DateFormat.Usual;

    /// <summary>Where each group of <c>array.cycle</c> is.</summary>
    public Dictionary<string, int> Cycles { get; } = [];

    /// <summary>State of the random numbers, which are the same for the same time.</summary>
    public ulong RandomState { get; set; }

    public void Begin(Value model, NodeTree? accounted, Limits limits, MappingHost? host, DateTimeOffset? now = null)
    {
        Now = now ?? host?.Now ?? DateTimeOffset.UnixEpoch;
        RandomState = (ulong)Now.Ticks | 1;
        DateFormat = Functions.DateFormat.Usual;
        Variables.Model = model;
        Accounted = accounted;
        Limits = limits;
        Host = host;
        stepsLeft = limits.Steps;
        outputLeft = limits.Output;
        Issues = [];
        Variables.Begin();
        Marks.Begin(accounted?.Count ?? 0);
        depth = -1;
        EnterFrame();
    }

    /// <summary>Forgets everything of the last run, so that no record stays reachable from a pooled run.</summary>
    public void Reset()
    {
        Variables.Reset();
        Pool.Reset();
        Array.Clear(stack);
        foreach (var frame in frames)
        {
            frame.Reset();
        }

        (stackTop, Result, Last, Output, Host, Accounted) = (0, default, default, null, null, null);
        Origins.Clear();
        Cycles.Clear();
        evaluations = 0;
    }

    public void SetGlobal(string name, Value value) => Variables.Provide(name, value);

    public static ScriptFault Fault(ScriptSpan place, string what) => new(IssueCodes.ScriptFailed, place, what);

    public static ScriptFault LimitFault(ScriptSpan place, string limit, long value) =>
        new(IssueCodes.ScriptLimit, place, limit, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Counts a loop iteration or a call.</summary>
    public void Step(ScriptSpan place)
    {
        lastPlace = place;
        if (--stepsLeft < 0)
        {
            throw LimitFault(place, "steps", Limits.Steps);
        }
    }

    /// <summary>Counts text written or values stored.</summary>
    public void Spend(ScriptSpan place, long amount)
    {
        lastPlace = place;
        outputLeft -= amount;
        if (outputLeft < 0)
        {
            throw LimitFault(place, "output", Limits.Output);
        }
    }

    /// <summary>Counts a value visited inside others: a value may contain itself, or the same one a thousand times over.</summary>
    public void Visit(int level)
    {
        if (level > MaxNesting)
        {
            throw LimitFault(lastPlace, "nesting", MaxNesting);
        }

        Spend(lastPlace, 1);
    }

    public void Enter(ScriptSpan place)
    {
        if (depth >= Limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw LimitFault(place, "recursion", Limits.Depth);
        }

        Step(place);
        EnterFrame();
    }

    /// <summary>Begins to run a text given by a script; it sees the variables of the place that asks.</summary>
    public void EnterText(ScriptSpan place, int length)
    {
        if (++evaluations > Limits.Depth / 4 || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw LimitFault(place, "recursion", Limits.Depth / 4);
        }

        Step(place);
        Spend(place, 16L * length);
    }

    public void LeaveText() => evaluations--;

    public void Leave()
    {
        depth--;
        Frame = frames[depth];
    }

    private void EnterFrame()
    {
        depth++;
        if (depth == frames.Count)
        {
            frames.Add(new Frame());
        }

        Frame = frames[depth];
        Frame.Reset();
    }

    /// <summary>The loop variable of a caller: a function called from a loop sees it.</summary>
    public bool TryOuterLoop(string name, out Value value)
    {
        for (var i = depth - 1; i >= 0; i--)
        {
            if (frames[i].TryLoop(name, out value))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    public void SetMember(ScriptObject target, string name, Value value, ScriptSpan place)
    {
        CheckWritable(target, name, place);
        Spend(place, 16);
        if (target.IsShared)
        {
            target = OwnModule(target);
        }

        if (target.Module == "date" && name == "format")
        {
            DateFormat = Text(value);
        }

        target.Set(name, value, place);
        Variables.NoteChange(target);
    }

    private ScriptObject OwnModule(ScriptObject shared)
    {
        var own = shared.Copy();
        Variables.Replace(shared.Module!, Value.Of(own));
        return own;
    }

    public static void CheckWritable(ScriptObject target, string name, ScriptSpan place)
    {
        if (target.IsReadOnly(name))
        {
            throw Fault(place, "the variable " + name + " is read-only");
        }
    }

    /// <summary>Whether a node value of this tree carries its number.</summary>
    public bool IsAccounted(NodeTree tree) => ReferenceEquals(tree, Accounted);

    /// <summary>Room for <paramref name="count"/> arguments; give it back with <see cref="PopArguments"/>.</summary>
    public int PushArguments(int count)
    {
        var start = stackTop;
        stackTop += count;
        if (stackTop > stack.Length)
        {
            Array.Resize(ref stack, Math.Max(stackTop, stack.Length * 2));
        }

        return start;
    }

    public void SetArgument(int slot, Value value) => stack[slot] = value;

    public Value Argument(int slot) => stack[slot];

    public ReadOnlySpan<Value> Arguments(int start, int count) => stack.AsSpan(start, count);

    public void PopArguments(int start)
    {
        stack.AsSpan(start, stackTop - start).Clear();
        stackTop = start;
    }

    /// <summary>Truth of a value that a condition looks at.</summary>
    public bool IsTrue(Value value)
    {
        Test(value);
        return value.Kind switch
        {
            ValueKind.Null or ValueKind.Empty => false,
            ValueKind.Bool => value.Bool,
            _ => true,
        };
    }

    /// <summary>Notes that a value was looked at.</summary>
    public void Test(Value value)
    {
        if (value.Origin > 0)
        {
            Marks.Test(value.Origin - 1);
        }
        else if (value.Origin < 0)
        {
            Marks.Test(Origins, value.Origin);
        }
    }

    /// <summary>A value as text; for lists and objects the origin takes in what is inside.</summary>
    public string Text(Value value, out int origin)
    {
        origin = value.Origin;
        if (value.IsText)
        {
            return value.Text;
        }

        var writer = new TextWriting(this, new StringBuilder(), origin);
        writer.Write(value, nested: false);
        origin = writer.Origin;
        return writer.ToString();
    }

    public string Text(Value value) => Text(value, out _);
}
