namespace Interop.Fhir.Tree;

/// <summary>What a node of a <see cref="NodeTree"/> is.</summary>
public enum NodeKind : byte
{
    /// <summary>No value: a JSON null, or a FHIR primitive that has only extensions.</summary>
    Null,

    /// <summary>A complex element, a resource, a JSON object.</summary>
    Object,

    /// <summary>A JSON array. Occurs in record trees only; a FHIR tree keeps repetitions as siblings of one name.</summary>
    Array,

    /// <summary>Text.</summary>
    String,

    /// <summary>A number; its value span keeps the digits as they were spelled.</summary>
    Number,

    /// <summary>The boolean true.</summary>
    True,

    /// <summary>The boolean false.</summary>
    False,
}
