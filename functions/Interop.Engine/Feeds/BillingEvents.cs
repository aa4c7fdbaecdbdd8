using System.Globalization;
using Interop.Engine.Reconcile;
using Interop.Fhir.Tree;

namespace Interop.Engine.Feeds;

/// <summary>
/// The biller's words on a ChargeItem: one extension each, in the order of their times. The last one stands and decides
/// <c>ChargeItem.status</c>, unless the sender has withdrawn the act. A later version of the record knows nothing of them and takes none away.
/// </summary>
public static class BillingEvents
{
    /// <summary>Extension of one status that a biller handed in.</summary>
    public const string Url = "https://interop.example/fhir/StructureDefinition/billing-event";

    private const string StatusUrl = "https://interop.example/fhir/StructureDefinition/billing-status";

    /// <summary>What a biller can say: invoiced, refused by the insurance, paid, or not going to be invoiced.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["billed", "rejected", "paid", "abandoned"];

    /// <summary>Whether the act was withdrawn by its sender or was none.</summary>
    public static bool IsWithdrawn(Node item) => item["status"].Text is "entered-in-error" or "not-billable";

    /// <summary>Whether exactly this was said before.</summary>
    public static bool Has(Node item, BillingStatus status) => Of(item).Any(e => Read(e, status.ItemId) == status);

    /// <summary>Whether something later stands.</summary>
    public static bool IsOlder(Node item, BillingStatus status) => Of(item).Any(e => Read(e, status.ItemId).At > status.At);

    /// <summary>The item with one more status.</summary>
    public static NodeTree Add(Node item, BillingStatus status)
    {
        var before = Of(item).TakeWhile(e => Read(e, "").At <= status.At).ToList();
        var after = Of(item).Skip(before.Count).ToList();
        return With(item, after.Count > 0 ? Standing(item)! : status.Status, b =>
        {
            before.ForEach(e => b.Copy(e, "extension", true));
            Write(b, status);
            after.ForEach(e => b.Copy(e, "extension", true));
        });
    }

    /// <summary>A newer version of the item from its sender, with what billers have said; null when they have said nothing.</summary>
    public static NodeTree? Keep(Node newer, Node stored) =>
        Standing(stored) is { } stands ? With(newer, stands, b => Of(stored).ToList().ForEach(e => b.Copy(e, "extension", true))) : null;

    /// <summary>The item without the biller's own words, for everybody but the biller.</summary>
    public static NodeTree Without(Node item) => ResourceTrees.WithExtensions(item, e => !e["url"].Is(Url), _ => { });

    /// <summary>Whether a biller has said anything.</summary>
    public static bool Any(Node item) => Of(item).Any();

    private static IEnumerable<Node> Of(Node item) => item.All("extension").Where(e => e["url"].Is(Url));

    private static string? Standing(Node item) => Of(item).Select(e => Read(e, "").Status).LastOrDefault();

    private static NodeTree With(Node item, string stands, Action<NodeTreeBuilder> events) => ResourceTrees.With(item, new Dictionary<string, Action<NodeTreeBuilder>?>
    {
        ["status"] = b => b.Add("status", NodeKind.String, IsWithdrawn(item) ? item["status"].Text! : ChargeStatus(stands)),
        ["extension"] = b =>
        {
            foreach (var extension in item.All("extension").Where(e => !e["url"].Is(Url) && !e["url"].Is(StatusUrl)))
            {
                b.Copy(extension, "extension", true);
            }

            b.Begin("extension", NodeKind.Object, listItem: true);
            b.Add("url", NodeKind.String, StatusUrl);
            b.Add("valueCode", NodeKind.String, stands);
            b.End();
            events(b);
        },
    });

    /// <summary>A rejected act can be billed again once it is corrected.</summary>
    private static string ChargeStatus(string stands) => stands switch
    {
        "billed" or "paid" => "billed",
        "abandoned" => "aborted",
        _ => "billable",
    };

    private static void Write(NodeTreeBuilder builder, BillingStatus status)
    {
        builder.Begin("extension", NodeKind.Object, listItem: true);
        builder.Add("url", NodeKind.String, Url);
        Part(builder, "status", "valueCode", status.Status);
        Part(builder, "at", "valueDateTime", status.At.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
        Part(builder, "version", "valueInteger", status.Version?.ToString(CultureInfo.InvariantCulture), NodeKind.Number);
        Part(builder, "number", "valueString", status.Number);
        Part(builder, "lot", "valueString", status.Lot);
        Part(builder, "code", "valueString", status.Code);
        Part(builder, "text", "valueString", status.Text);
        Part(builder, "amount", "valueDecimal", status.Amount?.ToString(CultureInfo.InvariantCulture), NodeKind.Number);
        builder.End();
    }

    private static void Part(NodeTreeBuilder builder, string name, string element, string? value, NodeKind kind = NodeKind.String)
    {
        if (value is not null)
        {
            builder.Begin("extension", NodeKind.Object, listItem: true);
            builder.Add("url", NodeKind.String, name);
            builder.Add(element, kind, value);
            builder.End();
        }
    }

    private static BillingStatus Read(Node extension, string itemId)
    {
        var parts = extension.All("extension").ToDictionary(e => e["url"].Text!, Value);
        string? Of(string name) => parts.GetValueOrDefault(name);
        return new BillingStatus(
            itemId, Of("version") is { } version ? int.Parse(version, CultureInfo.InvariantCulture) : null, Of("status")!,
            DateTimeOffset.Parse(Of("at")!, CultureInfo.InvariantCulture), Of("number"), Of("lot"), Of("code"), Of("text"),
            Of("amount") is { } amount ? decimal.Parse(amount, CultureInfo.InvariantCulture) : null);
    }

    private static string? Value(Node part)
    {
        foreach (var child in part.Children)
        {
            if (child.Name!.StartsWith("value", StringComparison.Ordinal))
            {
                return child.Text;
            }
        }

        return null;
    }
}
