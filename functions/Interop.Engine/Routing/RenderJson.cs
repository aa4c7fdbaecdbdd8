using System.Globalization;
using Interop.Engine.Ports;
using Interop.Fhir.Tree;

namespace Interop.Engine.Routing;

/// <summary>What a rendering may know of the delivery it is for.</summary>
public sealed record RenderedDelivery(Guid MessageId, Guid DeliveryId, int Sequence, DateTimeOffset SentAt, Guid? ReplacesDeliveryId, string? Reason);

/// <summary>The globals <c>endpoint</c> and <c>delivery</c> of a from-fhir script.</summary>
public static class RenderJson
{
    /// <summary>A subscription by which an endpoint says that its software cannot hold the steps of a tapering dose (RECORDS case 5).</summary>
    public const string WithoutSteps = "without-steps";

    /// <summary><c>{id, kind, organisation: {type, value}}</c>, and <c>withoutSteps: true</c> where the endpoint says so.</summary>
    public static NodeTree Endpoint(Endpoint endpoint)
    {
        var bar = endpoint.Organisation.IndexOf('|', StringComparison.Ordinal);
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("id", NodeKind.String, endpoint.Id);
        builder.Add("kind", NodeKind.String, endpoint.Kind);
        builder.Begin("organisation", NodeKind.Object);
        builder.Add("type", NodeKind.String, endpoint.Organisation[..Math.Max(0, bar)]);
        builder.Add("value", NodeKind.String, endpoint.Organisation[(bar + 1)..]);
        builder.End();
        if (endpoint.Subscriptions.Contains(WithoutSteps))
        {
            builder.Add("withoutSteps", NodeKind.True, default(ReadOnlySpan<byte>));
        }

        builder.End();
        return builder.Build();
    }

    /// <summary><c>{messageId, deliveryId, sequence, sentAt, replacesDeliveryId, reason}</c>.</summary>
    public static NodeTree Delivery(RenderedDelivery delivery)
    {
        var builder = new NodeTreeBuilder();
        builder.Begin(null, NodeKind.Object);
        builder.Add("messageId", NodeKind.String, delivery.MessageId.ToString("D"));
        builder.Add("deliveryId", NodeKind.String, delivery.DeliveryId.ToString("D"));
        builder.Add("sequence", NodeKind.Number, delivery.Sequence.ToString(CultureInfo.InvariantCulture));
        builder.Add("sentAt", NodeKind.String, delivery.SentAt.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        if (delivery.ReplacesDeliveryId is { } replaces)
        {
            builder.Add("replacesDeliveryId", NodeKind.String, replaces.ToString("D"));
        }

        if (delivery.Reason is { } reason)
        {
            builder.Add("reason", NodeKind.String, reason);
        }

        builder.End();
        return builder.Build();
    }
}
