using Interop.Engine.Ports;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

public abstract class RegistryComplianceTests : StoreComplianceTests
{
    [SkippableFact]
    public async Task A_second_write_of_an_endpoint_replaces_the_first()
    {
        var endpoint = new Endpoint("care-home-1", "care-home-software", Sample.Organisation, "http", "http://127.0.0.1:1/", ["care-home-software/plan", "a,\"b"]);
        await StoreAsync(new ChangeSet { Endpoints = [endpoint, endpoint with { Id = "billing", Transport = "feed", Address = null }] });
        await StoreAsync(new ChangeSet { Endpoints = [endpoint with { Active = false, Subscriptions = [] }] });
        await ReopenAsync();

        var endpoints = await Registry.ListEndpointsAsync(None);
        Assert.Equal(["billing", "care-home-1"], endpoints.Select(e => e.Id));
        Assert.Equal((null, true, "feed"), (endpoints[0].Address, endpoints[0].Active, endpoints[0].Transport));
        Assert.Equal(endpoint.Subscriptions, endpoints[0].Subscriptions);
        Assert.Equal((endpoint.Address, false), (endpoints[1].Address, endpoints[1].Active));
        Assert.Empty(endpoints[1].Subscriptions);
    }

    [SkippableFact]
    public async Task A_credential_is_found_by_the_hash_of_its_token_revoked_or_not()
    {
        var credential = new Credential(Guid.NewGuid(), "pharmacy", "ab12", "medissimo", Sample.Organisation, ["push", "read"], Sample.Noon, null) { Instances = ["site-1", "site-2"] };
        await StoreAsync(new ChangeSet { Credentials = [credential] });
        Same(credential, await Registry.FindCredentialAsync("ab12", None));
        Assert.Null(await Registry.FindCredentialAsync("ab13", None));
        Same(credential, await Registry.FindCredentialAsync(credential.Id, None));
        Assert.Null(await Registry.FindCredentialAsync(Guid.NewGuid(), None));

        await StoreAsync(new ChangeSet { Credentials = [credential with { RevokedAt = Sample.Noon.AddDays(1) }] });
        Same(credential with { RevokedAt = Sample.Noon.AddDays(1) }, await Registry.FindCredentialAsync("ab12", None));
        Assert.Single(await Registry.ListCredentialsAsync(None));
    }

    [SkippableFact]
    public async Task A_token_hash_belongs_to_one_credential()
    {
        var credential = new Credential(Guid.NewGuid(), "pharmacy", "ab12", "medissimo", Sample.Organisation, [], Sample.Noon, null);
        await StoreAsync(new ChangeSet { Credentials = [credential] });
        await ConflictsAsync(new ChangeSet { Credentials = [credential with { Id = Guid.NewGuid() }] });
    }

    private static void Same(Credential expected, Credential? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Roles, actual.Roles);
        Assert.Equal(expected.Instances, actual.Instances);
        Assert.Equal(expected, actual with { Roles = expected.Roles, Instances = expected.Instances });
    }
}

public sealed class SqliteRegistryTests : RegistryComplianceTests
{
    protected override IStoreUnderTest Create() => new SqliteUnderTest();
}

public sealed class PostgresRegistryTests : RegistryComplianceTests
{
    protected override IStoreUnderTest Create() => new PostgresUnderTest();
}
