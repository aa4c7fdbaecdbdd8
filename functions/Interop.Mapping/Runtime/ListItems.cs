using Interop.Fhir.Tree;

namespace Interop.Mapping.Runtime;

/// <summary>Walks any list value without copying it.</summary>
internal readonly struct ListItems(Run run, Value list)
{
    public Enumerator GetEnumerator() => new(run, list);

    /// <summary>Number of items.</summary>
    public long Count
    {
        get
        {
            switch (list.Kind)
            {
                case ValueKind.Array:
                    return list.Array.Count;
                case ValueKind.Range:
                    return list.Range.Count;
                default:
                    var count = 0L;
                    foreach (var _ in this)
                    {
                        count++;
                    }

                    return count;
            }
        }
    }

    /// <summary>The item at an index from 0; null outside.</summary>
    public Value At(long index)
    {
        if (list.Kind == ValueKind.Array)
        {
            return index is >= 0 and <= int.MaxValue ? list.Array[(int)index] : default;
        }

        if (list.Kind == ValueKind.Range)
        {
            return index >= 0 && index < list.Range.Count ? list.Range[index] : default;
        }

        foreach (var item in this)
        {
            if (index-- == 0)
            {
                return item;
            }
        }

        return default;
    }

    public struct Enumerator(Run run, Value list)
    {
        private long index = -1;
        private Node node;

        public Value Current { get; private set; }

        public bool MoveNext()
        {
            index++;
            switch (list.Kind)
            {
                case ValueKind.Array:
                    Current = list.Array[(int)index];
                    return index < list.Array.Count;
                case ValueKind.Range:
                    var more = index < list.Range.Count;
                    Current = more ? list.Range[index] : default;
                    return more;
                case ValueKind.NodeArray:
                    node = index == 0 ? list.Node.FirstChild : node.NextSibling;
                    break;
                case ValueKind.NodeList:
                    node = index == 0 ? list.Node : Following(node);
                    break;
                default:
                    return false;
            }

            Current = Value.OfNode(node, node.Exists && run.IsAccounted(node.Tree));
            return node.Exists;
        }

        // Repetitions of an element stand next to each other in a FHIR tree.
        private static Node Following(Node node)
        {
            var next = node.NextSibling;
            return next.Exists && next.Name == node.Name ? next : default;
        }
    }
}
