using System.Text;
using Interop.Engine.Delivery;
using Interop.Engine.Ports;

namespace Interop.Engine.Tests.Support;

/// <summary>A transport that answers what the test says, and remembers what it was given.</summary>
internal sealed class ScriptedTransport(Func<Sent, Task<SendOutcome>> answer) : ITransport
{
    private readonly List<Sent> sent = [];

    public ScriptedTransport(params SendResult[] results)
        : this(new Queue<SendResult>(results))
    {
    }

    private ScriptedTransport(Queue<SendResult> results)
        : this(_ => Task.FromResult(new SendOutcome(results.Count > 0 ? results.Dequeue() : SendResult.Delivered, 200, null, "R")))
    {
    }

    public IReadOnlyList<Sent> Calls
    {
        get
        {
            lock (sent)
            {
                return [.. sent];
            }
        }
    }

    /// <summary>How long endpoints rest; null at first.</summary>
    public TimeSpan? Rest { get; set; }

    public TimeSpan? RestOf(Endpoint endpoint) => Rest;

    public Task<SendOutcome> SendAsync(Endpoint endpoint, DeliveryRow delivery, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var call = new Sent(endpoint.Id, delivery, Encoding.UTF8.GetString(payload.Span));
        lock (sent)
        {
            sent.Add(call);
        }

        return answer(call);
    }
}

/// <summary>One attempt as the transport saw it.</summary>
internal sealed record Sent(string Endpoint, DeliveryRow Delivery, string Payload);
