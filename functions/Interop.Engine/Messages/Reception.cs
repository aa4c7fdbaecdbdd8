using Interop.Engine.Ports;
using Interop.Fhir.Issues;
using Interop.Mapping;

namespace Interop.Engine.Messages;

/// <summary>A record at the door: who sent it is settled, what it is named is known, nothing else.</summary>
public sealed record ReceivedRecord(Credential Credential, RecordMapping Mapping, string ContentType, ReadOnlyMemory<byte> Body);

/// <summary>What the door answers.</summary>
/// <param name="MessageId">The message to ask about; on a duplicate the first one.</param>
public sealed record Reception(ReceptionResult Result, Guid MessageId, IReadOnlyList<Issue> Issues);

/// <summary>Kinds of answer.</summary>
public enum ReceptionResult
{
    /// <summary>On disk; it will be processed.</summary>
    Accepted,

    /// <summary>The same key and bytes were received before.</summary>
    Duplicate,

    /// <summary>The same key with other bytes; kept in quarantine.</summary>
    Conflict,

    /// <summary>Not readable; kept in quarantine.</summary>
    Unreadable,

    /// <summary>Beyond a limit; not kept.</summary>
    Refused,
}
