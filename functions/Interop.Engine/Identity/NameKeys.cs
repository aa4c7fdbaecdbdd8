using System.Text;
using Interop.Engine.Ports;
using Interop.Fhir.Tree;

namespace Interop.Engine.Identity;

/// <summary>
/// Finds people by name although no name is kept in the clear: keyed hashes of the beginnings of names, upper case, without accents and hyphens.
/// The date of birth is kept the same way. They only tell who may be meant; whether a name really fits is looked at in the resource itself (R4 string search: equal or starting with,
/// whatever the case and accents; here also from any word of the name on, so that "TOUR" finds "DE LA TOUR").
/// </summary>
public static class NameKeys
{
    /// <summary>Letters that a beginning needs to be searched by.</summary>
    public const int Shortest = 3;

    /// <summary>
    /// Lengths of the beginnings that are kept: each is a row more for every word of every name, and five letters leave few enough people to look at.
    /// </summary>
    private static readonly int[] Kept = [Shortest, 5];

    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸŠŽÆŒ";
    private static readonly string[] Plain =
    [
        "A", "A", "A", "A", "A", "A", "C", "E", "E", "E", "E", "I", "I", "I", "I", "N", "O", "O", "O", "O", "O", "U", "U", "U", "U", "Y", "Y", "S", "Z", "AE", "OE",
    ];

    /// <summary>Types of resources that are people.</summary>
    public static bool Has(string type) => type is "Patient" or "Practitioner";

    /// <summary>What a person is found by; empty for other resources.</summary>
    public static IEnumerable<KeyedHash> Of(Node resource, KeyedHasher hasher) => Has(resource["resourceType"].Text ?? "")
        ? Parts(resource).SelectMany(p => Beginnings(p.Text).Select(b => (p.Part, Text: b))).Distinct().Select(b => hasher.Name(b.Part, b.Text))
            .Concat(resource["birthDate"].Text is { } date ? [hasher.Name("birthdate", date)] : [])
        : [];

    /// <summary>The hashes of which one is kept with every person that a search can mean; empty when the text is too short to search by.</summary>
    public static IEnumerable<KeyedHash> For(NameCriterion criterion, KeyedHasher hasher) => CanDrive(criterion)
        ? criterion.Texts.Select(Normal).SelectMany(t => PartsOf(criterion).Select(p => hasher.Name(p, t[..Kept.Last(n => n <= t.Length)])))
        : [];

    /// <summary>Whether a search can go by it alone.</summary>
    public static bool CanDrive(NameCriterion criterion) => criterion.Texts.All(t => Normal(t).Length >= Shortest);

    /// <summary>Whether a person's names fit.</summary>
    public static bool Fits(Node resource, NameCriterion criterion)
    {
        var parts = PartsOf(criterion);
        var wanted = criterion.Texts.Select(Normal).ToList();
        return Parts(resource).Any(p => parts.Contains(p.Part) && Suffixes(p.Text).Any(s => wanted.Any(w => s.StartsWith(w, StringComparison.Ordinal))));
    }

    /// <summary>Upper case, without accents; whatever is no letter or digit is a space, and several are one.</summary>
    public static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var c in text.ToUpperInvariant())
        {
            var accent = Accented.IndexOf(c, StringComparison.Ordinal);
            if (accent >= 0)
            {
                normal.Append(Plain[accent]);
            }
            else if (c is >= '\u0300' and <= '\u036F')
            {
                // An accent apart from its letter; composing the two would need data that the system may lack.
            }
            else if (char.IsLetterOrDigit(c))
            {
                normal.Append(c);
            }
            else if (normal.Length > 0 && normal[^1] != ' ')
            {
                normal.Append(' ');
            }
        }

        return normal.ToString().TrimEnd();
    }

    private static string[] PartsOf(NameCriterion criterion) => criterion.Part == "name" ? ["family", "given"] : [criterion.Part];

    private static IEnumerable<(string Part, string Text)> Parts(Node resource) => resource.All("name").SelectMany(n =>
        n.All("family").Select(f => ("family", Normal(f.Text ?? ""))).Concat(n.All("given").Select(g => ("given", Normal(g.Text ?? ""))))).Where(p => p.Item2.Length > 0);

    private static IEnumerable<string> Beginnings(string text) =>
        Suffixes(text).SelectMany(s => Kept.Where(n => n <= s.Length).Select(n => s[..n])).Distinct();

    private static IEnumerable<string> Suffixes(string text)
    {
        yield return text;
        for (var i = text.IndexOf(' ', StringComparison.Ordinal); i >= 0; i = text.IndexOf(' ', i + 1))
        {
            yield return text[(i + 1)..];
        }
    }
}

/// <summary>A search for a name.</summary>
/// <param name="Part"><c>family</c>, <c>given</c>, or <c>name</c> for either.</param>
/// <param name="Texts">Beginnings, of which one must fit.</param>
public sealed record NameCriterion(string Part, IReadOnlyList<string> Texts);
