using System.Text;
using Interop.Fhir.FhirPath.Operators;
using Interop.Fhir.Tree;

namespace Interop.Fhir.FhirPath.Syntax;

/// <summary>
/// <c>input.name</c>: the children of a name. A choice element is reached by its FHIRPath name (<c>value</c> finds
/// <c>valueQuantity</c>). At the start of an expression a type name stands for the focus itself (<c>Patient.name</c>).
/// </summary>
internal sealed class MemberExpr(Expr input, string memberName, int position) : Expr(position)
{
    // The very string that readers give to nodes, so that names are mostly told apart by reference.
    private readonly string name = NameCache.Get(Encoding.UTF8.GetBytes(memberName));
    private readonly bool mayBeType = input is ThisExpr { IsImplied: true } && char.IsAsciiLetterUpper(memberName[0]);

    // What the name means under the parent type met last; replaced as a whole, so a race costs a look-up and no more.
    private Meaning? last;

    public override bool IsConstant { get; } = input.IsConstant;

    public Expr Input => input;

    public string Name => name;

    public bool MayBeType => mayBeType;

    protected override bool IsCostly => true;

    protected override Items Compute(Scope scope)
    {
        var items = input.Evaluate(scope);
        var result = new ItemsBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            Collect(scope, items[i], ref result);
        }

        return result.ToItems();
    }

    private void Collect(Scope scope, in FhirPathItem item, ref ItemsBuilder result)
    {
        scope.Step(Position);
        if (!item.IsNode)
        {
            TypeMembers.Collect(item, name, ref result);
            return;
        }

        if (mayBeType && IsOwnType(item.Type))
        {
            result.Add(item);
            return;
        }

        var meaning = last;
        if (meaning is null || !ReferenceEquals(meaning.Parent, item.Type))
        {
            last = meaning = new Meaning(item.Type, item.Type.Elements.GetValueOrDefault(name));
        }

        if (meaning.Plain is { } plain)
        {
            CollectPlain(item.Node, plain, meaning.Element!.IsList, ref result);
            return;
        }

        for (var child = item.Node.FirstChild; child.Exists; child = child.NextSibling)
        {
            if (TypeOf(meaning, item.Node, child) is { } type)
            {
                result.Add(new FhirPathItem(child, type));
            }
        }
    }

    // Nearly every step is one of these, so it reads the table's rows themselves, and stops at an element that cannot repeat:
    // %resource.type, asked for each entry of a Bundle, would otherwise walk all entries each time.
    private void CollectPlain(Node node, FhirPathType type, bool isList, ref ItemsBuilder result)
    {
        if (!node.Exists)
        {
            return;
        }

        var tree = node.Tree;
        for (var i = tree[node.Index].FirstChild; i >= 0;)
        {
            ref readonly var row = ref tree[i];
            if (ReferenceEquals(row.Name, name) || row.Name == name)
            {
                result.Add(new FhirPathItem(new Node(tree, i), type));
                if (!isList)
                {
                    return;
                }
            }

            i = row.NextSibling;
        }
    }

    private bool IsOwnType(FhirPathType type)
    {
        for (var t = type; t is not null; t = t.Base)
        {
            if (t.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private FhirPathType? TypeOf(Meaning meaning, Node parent, Node child)
    {
        var treeName = child.Name!;
        if (meaning.Element is { } element)
        {
            if (!element.IsChoice)
            {
                return treeName == name ? TypeModel.Narrow(element.Types[0], child) : null;
            }

            return treeName.StartsWith(name, StringComparison.Ordinal) ? element.TypeOf(treeName) : null;
        }

        return treeName == name && name != "resourceType" ? TypeModel.ChildType(meaning.Parent, parent, child)
            : meaning.Parent.Kind == ValueKind.Unknown ? TypeModel.ChoiceSuffix(name, treeName)
            : null;
    }

    private sealed class Meaning(FhirPathType parent, FhirPathElement? element)
    {
        public FhirPathType Parent => parent;

        public FhirPathElement? Element => element;

        /// <summary>The type, when the name can mean one type only.</summary>
        public FhirPathType? Plain { get; } = element is { IsChoice: false } && element.Types[0].Name != "Resource" ? element.Types[0] : null;
    }
}
