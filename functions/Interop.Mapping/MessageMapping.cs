namespace Interop.Mapping;

/// <summary>One message of a kind: the script that makes its payload from FHIR. Immutable and safe to use from many threads.</summary>
public sealed class MessageMapping
{
    internal MessageMapping(string kind, string message, LocalText title)
    {
        (Kind, Message, Title) = (kind, message, title);
    }

    /// <summary>The kind of software.</summary>
    public string Kind { get; }

    /// <summary>The message's name within its kind.</summary>
    public string Message { get; }

    /// <summary><c>kind/message</c>, as routes name it.</summary>
    public string Name => Kind + "/" + Message;

    /// <summary>Title for people.</summary>
    public LocalText Title { get; }

    /// <summary>Runs the script. An issue that is an error leaves the payload null.</summary>
    public RenderResult Render(RenderInput input) => throw new NotSupportedException();
}
