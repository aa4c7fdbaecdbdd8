using Interop.Engine.Routing;
using Interop.Engine.Tests.Support;
using Interop.Fhir.Issues;
using Interop.Mapping;

namespace Interop.Engine.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("name: plan-to-home\n  record", "record", "route-incomplete")]
    [InlineData("\n  record: source/plan", "", "route-incomplete")]
    [InlineData("\n  focus: List", "", "route-incomplete")]
    [InlineData("\n  message: home/plan", "", "route-incomplete")]
    [InlineData("recipient: subject.resolve().managingOrganization.identifier", "recipient: ''", "route-incomplete")]
    [InlineData("record: source/plan", "record: source/plant", "route-unknown-record")]
    [InlineData("record: source/plan", "record: source", "route-unknown-record")]
    [InlineData("message: home/plan", "message: house/plan", "route-unknown-message")]
    [InlineData("recipient: subject", "recipient: subject.(", "route-bad-expression")]
    [InlineData("focus: List", "focus: List\n  where: status =", "route-bad-expression")]
    [InlineData("focus: List", "focus: List\n  whom: x", "route-incomplete")]
    [InlineData("focus: List", "focus: [", "route-incomplete")]
    public void A_fault_is_an_issue_in_the_file_and_the_route_is_left_out(string old, string faulty, string code)
    {
        var (table, issues) = Load(TrialMappings.Routes.Replace(old, faulty, StringComparison.Ordinal));
        Assert.Empty(table.Routes);
        Assert.Contains(issues, i => i.Code.Id == code && i.Location.Script!.StartsWith("routes.yaml", StringComparison.Ordinal));
    }

    [Fact]
    public void A_good_route_beside_a_faulty_one_works()
    {
        var (table, issues) = Load(TrialMappings.Routes + "\n- name: other\n");
        Assert.Equal("plan-to-home", Assert.Single(table.Routes).Name);
        Assert.NotEmpty(issues);
    }

    [Fact]
    public void Two_routes_of_one_name_are_a_fault_since_deliveries_keep_the_name()
    {
        var (table, issues) = Load(TrialMappings.Routes + "\n" + TrialMappings.Routes);
        Assert.Single(table.Routes);
        Assert.Equal("route-name-taken", Assert.Single(issues).Code.Id);
    }

    [Fact]
    public void No_file_means_no_routes()
    {
        var files = TrialMappings.Files();
        files.Remove("routes.yaml");
        var issues = new List<Issue>();
        Assert.Empty(RouteTable.Load(files, MappingCatalogue.Load(files, issues), issues).Routes);
        Assert.Empty(issues);
    }

    [Fact]
    public void A_complete_route_is_found_by_its_record()
    {
        var (table, issues) = Load(TrialMappings.Routes);
        Assert.Empty(issues);
        Assert.Equal(("home", "home/plan"), (Assert.Single(table.For("source/plan")).RecipientKind, table.Routes[0].Message));
        Assert.Empty(table.For("source/other"));
    }

    private static (RouteTable Table, IReadOnlyList<Issue> Issues) Load(string routes)
    {
        var files = TrialMappings.Files();
        files["routes.yaml"] = routes;
        var issues = new List<Issue>();
        return (RouteTable.Load(files, MappingCatalogue.Load(files, issues), issues), issues);
    }
}
