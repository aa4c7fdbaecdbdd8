using Interop.Engine.Ports;

namespace Interop.Engine.Messages;

/// <summary>Who pushed a record and when, as its credential says.</summary>
public readonly record struct RecordSender(string Kind, string Organisation, Guid CredentialId, DateTimeOffset ReceivedAt)
{
    /// <summary>An organisation's own installation goes by its number: <c>FINEG|350005179</c> is <c>350005179</c>.</summary>
    public string Instance => Organisation[(Organisation.IndexOf('|', StringComparison.Ordinal) + 1)..];

    /// <summary>Of a journaled message.</summary>
    public static RecordSender Of(MessageRow message) => new(message.Kind, message.Organisation, message.CredentialId, message.ReceivedAt);

    /// <summary>Of a record that is only looked at, as <c>interop map</c> does.</summary>
    public static RecordSender Example(DateTimeOffset now) => new("", "example", Guid.Empty, now);
}
