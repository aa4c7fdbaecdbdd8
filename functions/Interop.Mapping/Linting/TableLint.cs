using Interop.Fhir.Issues;
using Interop.Mapping.Functions;

namespace Interop.Mapping.Linting;

/// <summary>A code table says where each row comes from and since when it holds; two rows of one code never hold on the same day.</summary>
internal static class TableLint
{
    public static void Check(string name, CodeTable table, List<Issue> issues)
    {
        foreach (var rows in table.Rows.GroupBy(r => r.From))
        {
            DateOnly? end = null;
            foreach (var row in rows.OrderBy(r => r.ValidFrom))
            {
                if (Missing(row, end) is { } missing)
                {
                    issues.Add(new Issue(IssueCodes.LintCodeTable, new IssueLocation { Script = $"codes/{name}.csv" }, row.From, missing));
                }

                end = row.ValidTo ?? DateOnly.MaxValue;
            }
        }
    }

    private static string? Missing(CodeRow row, DateOnly? before) => row switch
    {
        { Source: null } => "source",
        { ValidFrom: null } => "valid-from",
        { ValidTo: { } to } when to < row.ValidFrom => "valid-to >= valid-from",
        _ when before >= row.ValidFrom => "valid-from > valid-to",
        _ => null,
    };
}
