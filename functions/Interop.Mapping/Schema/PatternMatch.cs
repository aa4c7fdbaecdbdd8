using System.Text.RegularExpressions;

namespace Interop.Mapping.Schema;

/// <summary>
/// Whether a value fits a pattern when the limit on matching is one of time: a machine may stall, and a good value must not be refused for that, so
/// what trips the limit once is tried again. What trips it twice does not fit.
/// </summary>
public static class PatternMatch
{
    /// <param name="match">The match; throws <see cref="RegexMatchTimeoutException"/> when its time is up.</param>
    public static bool Fits(Func<bool> match) => Try(match) ?? Try(match) ?? false;

    private static bool? Try(Func<bool> match)
    {
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
