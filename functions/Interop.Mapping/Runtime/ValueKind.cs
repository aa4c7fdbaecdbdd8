namespace Interop.Mapping.Runtime;

internal enum ValueKind : byte
{
    Null,
    Bool,
    Int,
    Double,

    /// <summary>A 32-bit floating point number; held as the 64-bit one of the same value.</summary>
    Float,

    /// <summary>A whole number beyond 64 bits.</summary>
    Big,
    Decimal,
    String,

    /// <summary>Text of a tree, not decoded.</summary>
    NodeString,

    /// <summary>A number of a tree, kept as it is spelled.</summary>
    NodeNumber,

    /// <summary>An object of a tree; also a FHIR primitive that has only extensions.</summary>
    NodeObject,

    /// <summary>An array of a record tree.</summary>
    NodeArray,

    /// <summary>The siblings of one name in a FHIR tree, given by the first of them.</summary>
    NodeList,

    /// <summary>The id and extensions of a FHIR primitive, seen as the property <c>_name</c>.</summary>
    NodeExtra,

    Object,
    Array,
    Range,
    Function,
    Date,
    TimeSpan,

    /// <summary>The variable <c>empty</c>.</summary>
    Empty,
}
