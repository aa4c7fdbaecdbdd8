using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary>Picks the language of an answer (RFC 9110 §12.5.4).</summary>
public static class Languages
{
    /// <summary>English when the caller prefers it to French, otherwise French.</summary>
    public static Language Of(HttpRequest request)
    {
        var wishes = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1);
        foreach (var wish in wishes)
        {
            if (wish.Value.StartsWith("fr", StringComparison.OrdinalIgnoreCase))
            {
                return Language.French;
            }

            if (wish.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return Language.English;
            }
        }

        return Language.French;
    }
}
