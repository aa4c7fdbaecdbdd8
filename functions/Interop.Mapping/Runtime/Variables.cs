using Interop.Fhir.Tree;
using Interop.Mapping.Language;

namespace Interop.Mapping.Runtime;

/// <summary>
/// The plain (global) variables of one run: those of the script, under them the members of the model and the built-ins, over them the contexts of
/// <c>with</c> and of calls of functions with parameters. A name that no context can hold is read from its cell; the others are looked for in order.
/// </summary>
internal sealed class Variables(Run run, ScriptEnvironment environment)
{
    private const byte Known = 1;
    private const byte Sought = 2;
    private const byte Set = 4;
    private readonly ScriptObject globals = new(64);
    private Context[] contexts = new Context[16];
    private int contextCount;
    private Value[] cells = [];
    private byte[] states = [];
    private bool isLive;

    /// <summary>The model, whose members come after the script's own variables.</summary>
    public Value Model { get; set; }

    public void Begin()
    {
        var initial = environment.CellStates;
        if (cells.Length < initial.Length)
        {
            cells = new Value[initial.Length];
            states = new byte[initial.Length];
        }

        initial.CopyTo(states.AsSpan());
    }

    public void Reset()
    {
        globals.Clear();
        Array.Clear(cells);
        Array.Clear(contexts);
        (contextCount, Model, isLive) = (0, default, false);
    }

    /// <summary>Puts a variable in before the script runs.</summary>
    public void Provide(string name, Value value) => globals.Set(name, value, null);

    public Value Get(string name, int cell) => cell >= 0 && (states[cell] & (Known | Sought)) == Known ? cells[cell] : Seek(name, cell);

    private Value Seek(string name, int cell)
    {
        if (cell >= 0 && (states[cell] & Sought) == 0)
        {
            return GetBase(name, cell);
        }

        if (run.Frame.TryLoop(name, out var value))
        {
            return value;
        }

        for (var i = contextCount - 1; i >= 0; i--)
        {
            if (TryContext(ref contexts[i], name, out value))
            {
                return value;
            }
        }

        return run.TryOuterLoop(name, out value) ? value : GetBase(name, cell);
    }

    private Value GetBase(string name, int cell)
    {
        cell = cell < 0 ? environment.FindCell(name) : cell;
        if (cell >= 0 && (states[cell] & (Known | Set)) != 0)
        {
            return cells[cell];
        }

        if (!globals.TryGet(name, out var value) && !TryMember(Model, name, out value))
        {
            environment.Builtins.TryGet(name, out value);
        }

        if (cell >= 0)
        {
            cells[cell] = value;
            states[cell] |= Known;
        }

        return value;
    }

    public void SetValue(string name, int cell, Value value, ScriptSpan place)
    {
        if (contextCount == 0)
        {
            SetGlobal(name, cell, value, place);
            return;
        }

        ref var context = ref contexts[contextCount - 1];
        if (cell >= 0)
        {
            states[cell] |= Sought;
        }

        if (context.IsCall && context.Target.IsNull)
        {
            if (context.Find(name) is >= 0 and var parameter)
            {
                run.SetArgument(context.Base + parameter, value);
                return;
            }

            (context.Own ??= run.Pool.Object(4)).Set(name, value, place);
            return;
        }

        if (context.Target.Kind != ValueKind.Object)
        {
            throw Run.Fault(place, name + " cannot be set on a record");
        }

        run.SetMember(context.Target.Object, name, value, place);
    }

    private void SetGlobal(string name, int cell, Value value, ScriptSpan place)
    {
        if (isLive || cell < 0)
        {
            Publish();
            Run.CheckWritable(globals, name, place);
            globals.Set(name, value, place);
            cell = cell < 0 ? environment.FindCell(name) : cell;
        }

        if (cell >= 0)
        {
            cells[cell] = value;
            states[cell] |= Known | Set;
        }
    }

    /// <summary>Defines the functions of a page that nothing else stands in, in one go.</summary>
    public bool TryDefine(ReadOnlySpan<(int Cell, Value Function)> functions)
    {
        if (contextCount > 0 || isLive)
        {
            return false;
        }

        foreach (var (cell, function) in functions)
        {
            cells[cell] = function;
            states[cell] |= Known | Set;
        }

        return true;
    }

    /// <summary>From here on the object of all variables is kept up to date: a script got hold of it.</summary>
    private void Publish()
    {
        if (isLive)
        {
            return;
        }

        isLive = true;
        for (var cell = 0; cell < states.Length; cell++)
        {
            if ((states[cell] & Set) != 0)
            {
                globals.Set(environment.CellName(cell), cells[cell], null);
            }
        }
    }

    /// <summary>A member was set on an object that may be one that names are read from.</summary>
    public void NoteChange(ScriptObject target)
    {
        if (target == globals)
        {
            ForgetCells(0);
        }
    }

    /// <summary>Lets a module of built-ins be this run's own copy.</summary>
    public void Replace(string module, Value own)
    {
        Publish();
        globals.Set(module, own, null);
        ForgetCells(0);
    }

    private void ForgetCells(byte add)
    {
        for (var cell = 0; cell < states.Length; cell++)
        {
            states[cell] = (byte)(states[cell] & Sought | add);
        }
    }

    /// <summary>The object that plain assignments go to.</summary>
    public Value This
    {
        get
        {
            if (contextCount == 0)
            {
                Publish();
                return Value.Of(globals);
            }

            ref var context = ref contexts[contextCount - 1];
            if (context.Target.IsNull)
            {
                context.Target = Value.Of(Materialise(ref context));
                SeekAll();
            }

            return context.Target;
        }
    }

    private ScriptObject Materialise(ref Context context)
    {
        var target = new ScriptObject();
        for (var i = 0; i < context.Parameters!.Length; i++)
        {
            target.Set(context.Parameters[i].Name, run.Argument(context.Base + i), null);
        }

        for (var i = 0; context.Own is { } own && i < own.Count; i++)
        {
            target.Set(own.NameAt(i), own.ValueAt(i), own.PlaceAt(i));
        }

        return target;
    }

    // An object that scripts can change by other ways holds names now: nothing is read from a cell without looking.
    private void SeekAll()
    {
        Publish();
        for (var cell = 0; cell < states.Length; cell++)
        {
            states[cell] |= Sought;
        }
    }

    public void PushObject(Value target)
    {
        SeekAll();
        Next() = new Context { Target = target };
    }

    public void PushCall(UserParameter[] parameters, int start) => Next() = new Context { Parameters = parameters, Base = start };

    private ref Context Next()
    {
        if (contextCount == contexts.Length)
        {
            Array.Resize(ref contexts, contextCount * 2);
        }

        return ref contexts[contextCount++];
    }

    public void Pop() => contexts[--contextCount] = default;

    /// <summary>A parameter of the function whose body is running.</summary>
    public Value Parameter(int index)
    {
        ref var context = ref contexts[contextCount - 1];
        return context.Target.IsNull ? run.Argument(context.Base + index) : context.Target.Object[context.Parameters![index].Name];
    }

    private bool TryContext(ref Context context, string name, out Value value)
    {
        if (!context.IsCall || !context.Target.IsNull)
        {
            return TryMember(context.Target, name, out value);
        }

        if (context.Find(name) is >= 0 and var parameter)
        {
            value = run.Argument(context.Base + parameter);
            return true;
        }

        value = default;
        return context.Own is not null && context.Own.TryGet(name, out value);
    }

    private bool TryMember(Value context, string name, out Value value)
    {
        switch (context.Kind)
        {
            case ValueKind.Object:
                return context.Object.TryGet(name, out value);
            case ValueKind.NodeObject:
                value = Members.OfNode(run, context.Node, name);
                return value.Kind != ValueKind.Null || value.Origin != 0;
            default:
                value = default;
                return false;
        }
    }

    /// <summary>What a <c>with</c> or a call puts over the variables: an object, or the arguments on the stack and what the function sets beside them.</summary>
    private struct Context
    {
        public Value Target;
        public UserParameter[]? Parameters;
        public int Base;
        public ScriptObject? Own;

        public readonly bool IsCall => Parameters is not null;

        public readonly int Find(string name)
        {
            var parameters = Parameters!;
            for (var i = 0; i < parameters.Length; i++)
            {
                if ((object)parameters[i].Name == name || parameters[i].Name == name)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
