using System.Globalization;

namespace Interop.Functions.Commands;

/// <summary>Times on the command line: <c>30d</c>, <c>12h</c>, <c>90m</c>.</summary>
internal static class Durations
{
    public static TimeSpan Read(string text, string option)
    {
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100_000)
        {
            switch (text[^1])
            {
                case 'd':
                    return TimeSpan.FromDays(count);
                case 'h':
                    return TimeSpan.FromHours(count);
                case 'm':
                    return TimeSpan.FromMinutes(count);
            }
        }

        throw new CliException(ExitCode.Usage, $"{option}: expected a number and d, h or m, such as 30d");
    }
}
