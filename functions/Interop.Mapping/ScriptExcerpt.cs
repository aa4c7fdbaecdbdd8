using System.Globalization;
using System.Text;
using Interop.Fhir.Issues;
using Interop.Mapping.Language;

namespace Interop.Mapping;

/// <summary>Shows the place of an issue in the mappings folder, for people who read a terminal.</summary>
public static class ScriptExcerpt
{
    /// <summary>
    /// The line of the file that <see cref="IssueLocation.Script"/> names (<c>path:line</c> or <c>path:line:column</c>), with a caret below the column;
    /// null when the issue names no file of the folder. Shows text of mapping files only, never of records.
    /// </summary>
    public static string? Of(IMappingFiles files, Issue issue)
    {
        var parts = issue.Location.Script?.Split(':') ?? [];
        if (parts.Length is not (2 or 3) || !TryNumber(parts[1], out var line) || files.Read(parts[0]) is not { } bytes)
        {
            return null;
        }

        var column = parts.Length == 3 && TryNumber(parts[2], out var given) ? given : 1;
        var text = Encoding.UTF8.GetString(bytes.Span);
        var offset = 0;
        for (var i = 1; i < line && offset >= 0; i++)
        {
            offset = text.IndexOf('\n', offset) + 1;
            if (offset == 0)
            {
                return null;
            }
        }

        return new ScriptSource(parts[0], text).Excerpt(offset + column - 1);
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
