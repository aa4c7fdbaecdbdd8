using Interop.Fhir.FhirPath.Syntax;

namespace Interop.Fhir.FhirPath;

/// <summary>What <c>$this</c>, <c>$index</c> and <c>$total</c> stand for at one place of an evaluation. A function reuses one scope for all its items.</summary>
internal sealed class Scope
{
    private readonly Scope? outer;
    private Items current;
    private Dictionary<Expr, Items>? kept;

    // Rules come by the dozen for each resource, one after the other: a thread uses one scope for all of them. Whoever evaluates inside of
    // an evaluation (conformsTo) finds none and makes another.
    [ThreadStatic]
    private static Scope? spare;

    /// <summary>The scope of a whole expression.</summary>
    public Scope(FhirPathContext context, Items focus)
    {
        Context = context;
        Root = this;
        This = focus;
        Index = -1;
    }

    private Scope(Scope outer)
    {
        this.outer = outer;
        Context = outer.Context;
        Root = outer.Root;
        This = outer.This;
        Index = outer.Index;
        Total = outer.Total;
    }

    public FhirPathContext Context { get; private set; }

    public Scope Root { get; }

    /// <summary>Setting it starts the next item, for which no variable is defined yet.</summary>
    public Items This
    {
        get => current;
        set
        {
            current = value;
            Defined = null;
        }
    }

    public int Index { get; set; }

    public Items Total { get; set; }

    /// <summary>On the root: values that do not change during the evaluation.</summary>
    public Dictionary<Expr, Items> Kept => kept ??= [];

    private int Steps { get; set; }

    private Dictionary<string, Items>? Defined { get; set; }

    /// <summary>A scope for a whole expression, to be given back by <see cref="GiveBack"/> once the value has been looked at.</summary>
    public static Scope Take(FhirPathContext context, Items focus)
    {
        if (spare is not { } scope)
        {
            return new Scope(context, focus);
        }

        spare = null;
        (scope.Context, scope.This, scope.Index, scope.Total, scope.Steps) = (context, focus, -1, default, 0);
        scope.kept?.Clear();
        return scope;
    }

    public void GiveBack()
    {
        // Nothing of the record is held on to.
        (Context, This, Total) = (FhirPathContext.Empty, default, default);
        kept?.Clear();
        spare = this;
    }

    public Scope Inner() => new(this);

    /// <summary>Counts work, so that every evaluation ends.</summary>
    public void Step(int position)
    {
        if (++Root.Steps > Context.MaxSteps)
        {
            throw FhirPathException.Run("the expression takes more steps than are allowed", position);
        }
    }

    /// <summary>The value that <c>defineVariable</c> gave a name, here or further out.</summary>
    public bool TryGetDefined(string name, out Items value)
    {
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            if (scope.Defined is not null && scope.Defined.TryGetValue(name, out value))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    public bool TryDefine(string name, Items value) => !TryGetDefined(name, out _) && (Defined ??= new(StringComparer.Ordinal)).TryAdd(name, value);
}
