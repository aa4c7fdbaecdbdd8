using Interop.Mapping.Cases;
using Interop.Mapping.Linting;
using Interop.Mapping.Tests.Support;

namespace Interop.Mapping.Tests;

/// <summary>The mappings of this repository, held to what an integrator's are held to.</summary>
public sealed class RepositoryMappings
{
    private static readonly Lazy<(MappingCatalogue Catalogue, CaseReport Report)> Ran = new(RunCases);

    [Fact]
    public void Every_script_schema_and_table_loads()
    {
        Assert.NotEmpty(Ran.Value.Catalogue.Kinds);
    }

    [Fact]
    public void Nothing_is_found_by_lint()
    {
        Assert.Equal([], MappingLint.Check(Ran.Value.Catalogue).Select(Maps.Say));
    }

    public static TheoryData<string> Cases() => [.. Maps.Load(FolderFiles.Repository()).FindCases().Select(c => c.Mapping + " " + c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_its_golden_files_and_loses_no_field(string name)
    {
        var result = Ran.Value.Report.Results.Single(r => r.Case.Mapping + " " + r.Case.Name == name);
        Assert.Equal([], result.Faults.Select(Maps.Say));
    }

    [Fact]
    public void Every_rule_of_an_ignored_file_is_needed_by_a_case()
    {
        Assert.Equal([], Ran.Value.Report.RuleFaults.Select(Maps.Say));
    }

    [Fact]
    public void Every_field_of_a_schema_is_in_a_case()
    {
        Assert.Equal([], Ran.Value.Report.FieldFaults.Select(Maps.Say));
    }

    private static (MappingCatalogue, CaseReport) RunCases()
    {
        var files = FolderFiles.Repository();
        var catalogue = Maps.Load(files);
        var report = new CaseRunner(catalogue, files).RunAll();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            foreach (var (path, text) in report.Results.SelectMany(r => r.NewFiles))
            {
                files.Replace(path, text);
            }

            report = new CaseRunner(Maps.Load(files), files).RunAll();
        }

        return (catalogue, report);
    }
}
