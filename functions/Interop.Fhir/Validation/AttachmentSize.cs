using System.Buffers;
using System.Globalization;
using Interop.Fhir.Tree;

namespace Interop.Fhir.Validation;

/// <summary>Whether <c>Attachment.size</c> is the number of bytes in <c>Attachment.data</c>; counted, not decoded.</summary>
internal static class AttachmentSize
{
    private static readonly SearchValues<byte> Uncounted = SearchValues.Create("= \t\r\n"u8);

    public static bool Fits(Node attachment)
    {
        var data = attachment["data"].Utf8;
        var size = attachment["size"];
        return data.IsEmpty || size.Kind != NodeKind.Number
            || !long.TryParse(size.Utf8, NumberStyles.None, CultureInfo.InvariantCulture, out var stated) || stated == Bytes(data);
    }

    private static long Bytes(ReadOnlySpan<byte> base64)
    {
        var letters = 0L;
        while (!base64.IsEmpty)
        {
            var run = base64.IndexOfAny(Uncounted);
            letters += run < 0 ? base64.Length : run;
            base64 = run < 0 ? default : base64[(run + 1)..];
        }

        return letters * 3 / 4;
    }
}
