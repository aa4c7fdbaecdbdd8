using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/#additional-string-functions: <c>encode</c>, <c>decode</c>, <c>escape</c>, <c>unescape</c>.</summary>
internal static class EncodingFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("encode", 1, 1, c => Apply(c, Encode)),
        new("decode", 1, 1, c => Apply(c, Decode)),
        new("escape", 1, 1, c => Apply(c, Escape)),
        new("unescape", 1, 1, c => Apply(c, Unescape)),
    ];

    private static Items Apply(Call call, Func<string, string, string?> function)
    {
        if (call.InputText() is not { } text || call.Text(0) is not { } format)
        {
            return Items.Empty;
        }

        try
        {
            return function(text, format) is { } result ? new Items(FhirPathItem.Of(result)) : Items.Empty;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException)
        {
            throw call.Fault("the text does not have the format that is named");
        }
    }

    private static string? Encode(string text, string format)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return format switch
        {
            "base64" => Convert.ToBase64String(bytes),
            "urlbase64" => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_'),
            "hex" => Convert.ToHexStringLower(bytes),
            _ => null,
        };
    }

    private static string? Decode(string text, string format) => format switch
    {
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(text)),
        "urlbase64" => Encoding.UTF8.GetString(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/'))),
        "hex" => Encoding.UTF8.GetString(Convert.FromHexString(text)),
        _ => null,
    };

    private static string? Escape(string text, string format) => format switch
    {
        "html" => WebUtility.HtmlEncode(text),
        "json" => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        _ => null,
    };

    // The text is what stands between the quotes of a JSON string; bare quotes in it are let pass.
    private static string? Unescape(string text, string format) => format switch
    {
        "html" => WebUtility.HtmlDecode(text),
        "json" => JsonSerializer.Deserialize<string>("\"" + text.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\""),
        _ => null,
    };
}
