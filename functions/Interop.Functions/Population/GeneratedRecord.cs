using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Functions.Population;

/// <summary>What a sender must be answered.</summary>
public enum Outcome
{
    /// <summary>Taken, and set aside as current.</summary>
    Accepted,

    /// <summary>Taken as history: a higher version is there already.</summary>
    Superseded,

    /// <summary>The first answer again.</summary>
    Duplicate,

    /// <summary>Held back, with a code.</summary>
    Quarantined,

    /// <summary>Held back because the same version came with other content.</summary>
    Conflict,
}

/// <summary>What was put into a record on purpose, or is a part of its story that must be told.</summary>
/// <param name="Name">In words.</param>
/// <param name="Code">The issue that it must give.</param>
/// <param name="Place">Where; null when the place is the whole record.</param>
public sealed record Fault(string Name, string Code, string? Place);

/// <summary>One record, as one sender pushes it.</summary>
/// <param name="Record">Kind and record, <c>medissimo/pillbox-plan</c>.</param>
/// <param name="Sender">Organisation of the credential.</param>
public sealed record GeneratedRecord(string Record, string Sender, int Patient, JsonObject Body)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string? text;

    public Outcome Expected { get; init; }

    public Fault? Fault { get; init; }

    /// <summary>To be pushed only once everything before it about the patient has arrived: what it says acts on what is still under way.</summary>
    public bool AfterDelivery { get; init; }

    public string RecordId => Body["recordId"]!.GetValue<string>();

    public int Version => Body["recordVersion"]!.GetValue<int>();

    /// <summary>The record on one line.</summary>
    public string Text => text ??= Body.ToJsonString(Plain);

    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    /// <summary>A copy to spoil.</summary>
    public GeneratedRecord Copy() => new(Record, Sender, Patient, Body.DeepClone().AsObject());
}
