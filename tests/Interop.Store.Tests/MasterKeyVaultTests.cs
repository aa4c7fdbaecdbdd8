using System.Net;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Interop.Store.Crypto;
using Interop.Store.Tests.Support;

namespace Interop.Store.Tests;

/// <summary>Master keys in a key vault, over the client's own transport to a vault of our own.</summary>
public sealed class MasterKeyVaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vault-test-").FullName;
    private readonly FakeVault _vault = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _vault.Dispose();
    }

    [Fact]
    public async Task A_store_keeps_its_master_keys_in_the_vault_and_only_there()
    {
        var message = Sample.Message(body: "{\"a\":1}");
        await using (var store = await OpenAsync())
        {
            await store.CommitAsync(new() { Messages = [message] }, CancellationToken.None);
            Assert.Equal((2, false), await store.KeyDesk.RotateAsync("operator:test", _ => { }, CancellationToken.None));
            Assert.Equal(Keys.RetireOutcome.Retired, await store.KeyDesk.RetireAsync(1, true, "operator:test", CancellationToken.None));
        }

        Assert.Equal(["interop-master-key-2"], _vault.Names);
        Assert.Equal(["id.key"], Directory.GetFiles(Path.Combine(_folder, "keys")).Select(Path.GetFileName));
        await using var again = await OpenAsync();
        Assert.Equal(message.Body.ToArray(), (await again.ReadBodyAsync(message.Id, CancellationToken.None)).ToArray());
    }

    [Fact]
    public async Task A_vault_that_refuses_or_has_lost_a_key_is_told_apart()
    {
        await (await OpenAsync()).DisposeAsync();
        _vault.Refuses = true;
        var refused = await Assert.ThrowsAsync<StoreException>(OpenAsync);
        Assert.Contains("answers 403", refused.Message, StringComparison.Ordinal);
        _vault.Refuses = false;
        _vault.Replace("interop-master-key-1", Convert.ToBase64String(new byte[32]));
        Assert.Contains("not the one", (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Message, StringComparison.Ordinal);
        _vault.Replace("interop-master-key-1", "nonsense");
        Assert.Contains("no master key", (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Message, StringComparison.Ordinal);
        _vault.Remove("interop-master-key-1");
        Assert.Contains("interop-master-key-1", (await Assert.ThrowsAsync<StoreException>(OpenAsync)).Message, StringComparison.Ordinal);
        Assert.Empty(_vault.Names);
    }

    private Task<SqliteStore> OpenAsync()
    {
        var options = new SecretClientOptions { Transport = new HttpClientTransport(_vault), Retry = { MaxRetries = 0 }, DisableChallengeResourceVerification = true };
        var client = new SecretClient(new Uri("https://test.vault.azure.net"), new FixedToken(), options);
        return SqliteStore.OpenAsync(new SqliteStoreOptions { Folder = _folder, RunsWork = true, MasterKeys = new MasterKeyVault(client) }, CancellationToken.None);
    }

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }

    /// <summary>The four calls of the vault's REST interface that are used.</summary>
    private sealed class FakeVault : HttpMessageHandler
    {
        private readonly SortedDictionary<string, string> _secrets = new(StringComparer.Ordinal);

        public bool Refuses { get; set; }

        public IEnumerable<string> Names => _secrets.Keys;

        public void Replace(string name, string value) => _secrets[name] = value;

        public void Remove(string name) => _secrets.Remove(name);

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization is null)
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", "Bearer authorization=\"https://login.windows.net/00000000-0000-0000-0000-000000000000\", resource=\"https://vault.azure.net\"");
                return challenge;
            }

            if (Refuses)
            {
                return Json(HttpStatusCode.Forbidden, new JsonObject { ["error"] = new JsonObject { ["code"] = "Forbidden" } });
            }

            var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var name = path.Length > 1 ? path[1] : null;
            if (name is null)
            {
                return Json(HttpStatusCode.OK, new JsonObject { ["value"] = new JsonArray([.. _secrets.Keys.Select(Properties)]) });
            }

            if (request.Method == HttpMethod.Put)
            {
                using var reader = new StreamReader(request.Content!.ReadAsStream(cancellationToken));
                _secrets[name] = (string)JsonNode.Parse(reader.ReadToEnd())!["value"]!;
            }

            if (!_secrets.TryGetValue(name, out var value))
            {
                return Json(HttpStatusCode.NotFound, new JsonObject { ["error"] = new JsonObject { ["code"] = "SecretNotFound" } });
            }

            if (request.Method == HttpMethod.Delete)
            {
                _secrets.Remove(name);
            }

            var secret = Properties(name);
            secret["value"] = value;
            secret["recoveryId"] = $"https://test.vault.azure.net/deletedsecrets/{name}";
            return Json(HttpStatusCode.OK, secret);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Send(request, cancellationToken));

        private static JsonObject Properties(string name) => new()
        {
            ["id"] = $"https://test.vault.azure.net/secrets/{name}", ["attributes"] = new JsonObject { ["enabled"] = true, ["created"] = 1_700_000_000, ["updated"] = 1_700_000_000 },
        };

        private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) => new(status)
        {
            Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
    }
}
