namespace Interop.Mapping.Runtime;

/// <summary>
/// The objects and arrays that a run makes, given to the next run when it ends. Runs of one mapping make them in much the same order, so each comes
/// back with the room that it needs.
/// </summary>
internal sealed class ValuePool
{
    private const int MostKept = 4_096;
    private const int LargestKept = 256;
    private readonly List<ScriptObject> objects = [];
    private readonly List<ScriptArray> arrays = [];
    private int objectCount;
    private int arrayCount;

    public ScriptObject Object(int capacity)
    {
        if (objectCount < objects.Count)
        {
            return objects[objectCount++];
        }

        var made = new ScriptObject(capacity);
        if (objects.Count < MostKept)
        {
            objects.Add(made);
            objectCount++;
        }

        return made;
    }

    public ScriptArray Array(int capacity)
    {
        if (arrayCount < arrays.Count)
        {
            var array = arrays[arrayCount++];
            array.Reserve(capacity);
            return array;
        }

        var made = new ScriptArray(capacity);
        if (arrays.Count < MostKept)
        {
            arrays.Add(made);
            arrayCount++;
        }

        return made;
    }

    /// <summary>Empties everything that was given out; what grew beyond the usual is left to the collector.</summary>
    public void Reset()
    {
        for (var i = 0; i < objectCount; i++)
        {
            if (objects[i].Count > LargestKept)
            {
                objects[i] = new ScriptObject();
            }

            objects[i].Clear();
        }

        for (var i = 0; i < arrayCount; i++)
        {
            if (arrays[i].Count > LargestKept)
            {
                arrays[i] = new ScriptArray();
            }

            arrays[i].Clear();
        }

        (objectCount, arrayCount) = (0, 0);
    }
}
