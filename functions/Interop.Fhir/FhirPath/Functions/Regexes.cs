using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Interop.Fhir.FhirPath.Functions;

/// <summary>
/// Regular expressions: a point matches line ends (https://hl7.org/fhirpath/N1/#matchesregex--string--boolean), and each run ends
/// after 100 ms. Patterns come from expressions, seldom from data, so the compiled ones are kept, up to a number.
/// </summary>
internal static class Regexes
{
    private const int MaxKnown = 1000;
    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    public static T Run<T>(Call call, string pattern, Func<Regex, T> use)
    {
        try
        {
            if (!Known.TryGetValue(pattern, out var regex))
            {
                regex = new Regex(pattern, RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
                if (Known.Count < MaxKnown)
                {
                    Known.TryAdd(pattern, regex);
                }
            }

            return use(regex);
        }
        catch (RegexMatchTimeoutException)
        {
            throw call.Fault("the regular expression takes too long");
        }
        catch (ArgumentException)
        {
            throw call.Fault("the regular expression is not well formed");
        }
    }
}
