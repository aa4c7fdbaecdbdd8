using System.Text.RegularExpressions;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>https://hl7.org/fhirpath/N1/#string-manipulation.</summary>
internal static class StringFunctions
{
    public static readonly FhirPathFunction[] All =
    [
        new("indexOf", 1, 1, c => With(c, (s, a) => FhirPathItem.Of(s.IndexOf(a, StringComparison.Ordinal)))),
        new("lastIndexOf", 1, 1, c => With(c, (s, a) => FhirPathItem.Of(s.LastIndexOf(a, StringComparison.Ordinal)))),
        new("substring", 1, 2, Substring),
        new("startsWith", 1, 1, StartsWith),
        new("endsWith", 1, 1, c => With(c, (s, a) => FhirPathItem.Of(s.EndsWith(a, StringComparison.Ordinal)))),
        new("contains", 1, 1, c => With(c, (s, a) => FhirPathItem.Of(s.Contains(a, StringComparison.Ordinal)))),
        new("upper", 0, 0, c => Map(c, s => s.ToUpperInvariant())),
        new("lower", 0, 0, c => Map(c, s => s.ToLowerInvariant())),
        new("trim", 0, 0, c => Map(c, s => s.Trim())),
        new("replace", 2, 2, Replace),
        new("matches", 1, 1, c => With(c, (s, a) => FhirPathItem.Of(Regexes.Run(c, a, r => r.IsMatch(s))))),
        new("matchesFull", 1, 1, c => With(c, (s, a) => FhirPathItem.Of(Regexes.Run(c, @"\A(?:" + a + @")\z", r => r.IsMatch(s))))),
        new("replaceMatches", 2, 2, ReplaceMatches),
        new("length", 0, 0, c => c.InputText() is { } s ? new Items(FhirPathItem.Of(s.Length)) : Items.Empty),
        new("toChars", 0, 0, c => c.InputText() is { } s ? Items.Of(s.Select(x => FhirPathItem.Of(x.ToString()))) : Items.Empty),
        new("split", 1, 1, c => c.InputText() is { } s && c.Text(0) is { } a ? Items.Of(s.Split(a, StringSplitOptions.None).Select(x => FhirPathItem.Of(x))) : Items.Empty),
        new("join", 0, 1, Join),
    ];

    private static Items With(Call call, Func<string, string, FhirPathItem> function) =>
        (call.InputText(), call.Text(0)) is ({ } text, { } argument) ? new Items(function(text, argument)) : Items.Empty;

    private static Items Map(Call call, Func<string, string> function) => call.InputText() is { } text ? new Items(FhirPathItem.Of(function(text))) : Items.Empty;

    // R4 asks it of every reference (ref-1): told from the bytes, without making a text of them.
    private static Items StartsWith(Call call)
    {
        if (call.Input.Count == 1 && call.Input[0] is { IsNode: true, Node.Kind: Tree.NodeKind.String } item && call.Text(0) is { Length: <= 32 } start)
        {
            Span<byte> bytes = stackalloc byte[96];
            var length = System.Text.Encoding.UTF8.GetBytes(start, bytes);
            return new Items(FhirPathItem.Of(item.Node.Utf8.StartsWith(bytes[..length])));
        }

        return With(call, (s, a) => FhirPathItem.Of(s.StartsWith(a, StringComparison.Ordinal)));
    }

    private static Items Substring(Call call)
    {
        if (call.InputText() is not { } text || call.Integer(0) is not { } start || start < 0 || start >= text.Length)
        {
            return Items.Empty;
        }

        // An empty length is as good as none.
        var length = call.Integer(1) ?? text.Length;
        return new Items(FhirPathItem.Of(text.Substring(start, Math.Clamp(length, 0, text.Length - start))));
    }

    private static Items Replace(Call call)
    {
        if (call.InputText() is not { } text || call.Text(0) is not { } pattern || call.Text(1) is not { } substitution)
        {
            return Items.Empty;
        }

        return new Items(FhirPathItem.Of(pattern.Length > 0
            ? text.Replace(pattern, substitution, StringComparison.Ordinal)
            : substitution + string.Concat(text.Select(c => c + substitution))));
    }

    private static Items ReplaceMatches(Call call)
    {
        if (call.InputText() is not { } text || call.Text(0) is not { } pattern || call.Text(1) is not { } substitution)
        {
            return Items.Empty;
        }

        return new Items(FhirPathItem.Of(pattern.Length == 0 ? text : Regexes.Run(call, pattern, r => r.Replace(text, substitution))));
    }

    private static Items Join(Call call)
    {
        if (call.Input.IsEmpty)
        {
            return Items.Empty;
        }

        var parts = new string[call.Input.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Operators.Singleton.String(new Items(call.Input[i]), call.Position) ?? "";
        }

        return new Items(FhirPathItem.Of(string.Join(call.Text(0) ?? "", parts)));
    }
}
