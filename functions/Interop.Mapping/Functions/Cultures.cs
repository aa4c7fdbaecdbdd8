using System.Collections.Frozen;
using System.Globalization;

namespace Interop.Mapping.Functions;

/// <summary>
/// The cultures that a script may name. They are written down here, since what a machine has installed must not change what a mapping prints.
/// </summary>
internal static class Cultures
{
    private static readonly FrozenDictionary<string, CultureInfo> Known = new Dictionary<string, CultureInfo>(StringComparer.OrdinalIgnoreCase)
    {
        [""] = CultureInfo.InvariantCulture,
        ["en-US"] = Create("M/d/yyyy", "dddd, MMMM d, yyyy", "h:mm tt", "h:mm:ss tt", ".", ",", "$", "", "", DayOfWeek.Sunday),
        ["en-GB"] = Create("dd/MM/yyyy", "dddd d MMMM yyyy", "HH:mm", "HH:mm:ss", ".", ",", "£", "", "", DayOfWeek.Monday),
        ["fr-FR"] = Create(
            "dd/MM/yyyy", "dddd d MMMM yyyy", "HH:mm", "HH:mm:ss", ",", "\u202f", "€",
            "janvier/janv. février/févr. mars/mars avril/avr. mai/mai juin/juin juillet/juil. août/août septembre/sept. octobre/oct. novembre/nov. décembre/déc.",
            "dimanche/dim. lundi/lun. mardi/mar. mercredi/mer. jeudi/jeu. vendredi/ven. samedi/sam.", DayOfWeek.Monday),
        ["de-DE"] = Create(
            "dd.MM.yyyy", "dddd, d. MMMM yyyy", "HH:mm", "HH:mm:ss", ",", ".", "€",
            "Januar/Jan Februar/Feb März/Mär April/Apr Mai/Mai Juni/Jun Juli/Jul August/Aug September/Sep Oktober/Okt November/Nov Dezember/Dez",
            "Sonntag/So Montag/Mo Dienstag/Di Mittwoch/Mi Donnerstag/Do Freitag/Fr Samstag/Sa", DayOfWeek.Monday),
        ["es-ES"] = Create(
            "d/M/yyyy", "dddd, d 'de' MMMM 'de' yyyy", "H:mm", "H:mm:ss", ",", ".", "€",
            "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago septiembre/sept octubre/oct noviembre/nov diciembre/dic",
            "domingo/dom lunes/lun martes/mar miércoles/mié jueves/jue viernes/vie sábado/sáb", DayOfWeek.Monday),
        ["it-IT"] = Create(
            "dd/MM/yyyy", "dddd d MMMM yyyy", "HH:mm", "HH:mm:ss", ",", ".", "€",
            "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set ottobre/ott novembre/nov dicembre/dic",
            "domenica/dom lunedì/lun martedì/mar mercoledì/mer giovedì/gio venerdì/ven sabato/sab", DayOfWeek.Monday),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => Known.Keys.Where(n => n.Length > 0).Order(StringComparer.Ordinal);

    /// <summary>The culture of this name, or of its language; null when it is none of them.</summary>
    public static CultureInfo? Find(string name) => Known.GetValueOrDefault(name)
        ?? (name.Length >= 2 ? Known.FirstOrDefault(k => k.Key.StartsWith(name[..2], StringComparison.OrdinalIgnoreCase)).Value : null);

    private static CultureInfo Create(
        string date, string longDate, string time, string longTime, string point, string group, string currency, string months, string days, DayOfWeek first)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var dates = culture.DateTimeFormat;
        (dates.ShortDatePattern, dates.LongDatePattern, dates.ShortTimePattern, dates.LongTimePattern) = (date, longDate, time, longTime);
        (dates.FirstDayOfWeek, dates.FullDateTimePattern) = (first, longDate + " " + longTime);
        if (months.Length > 0)
        {
            dates.MonthNames = dates.MonthGenitiveNames = [.. Part(months, 0), ""];
            dates.AbbreviatedMonthNames = dates.AbbreviatedMonthGenitiveNames = [.. Part(months, 1), ""];
            (dates.DayNames, dates.AbbreviatedDayNames) = (Part(days, 0), Part(days, 1));
        }

        var numbers = culture.NumberFormat;
        numbers.NumberDecimalSeparator = numbers.CurrencyDecimalSeparator = numbers.PercentDecimalSeparator = point;
        numbers.NumberGroupSeparator = numbers.CurrencyGroupSeparator = numbers.PercentGroupSeparator = group;
        (numbers.CurrencySymbol, numbers.CurrencyPositivePattern, numbers.CurrencyNegativePattern) = point == "," ? (currency, 3, 8) : (currency, 0, 1);
        return CultureInfo.ReadOnly(culture);
    }

    private static string[] Part(string names, int index) => [.. names.Split(' ').Select(n => n.Split('/')[index])];
}
