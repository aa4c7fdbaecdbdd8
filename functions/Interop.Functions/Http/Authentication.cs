using System.Security.Cryptography;
using System.Text;
using Interop.Engine.Ports;
using Interop.Fhir.Issues;

namespace Interop.Functions.Http;

/// <summary>
/// Bearer credentials (RFC 6750). The token is looked up by its SHA-256; a revoked one is refused at once. The credential, not the body, says who
/// the sender is: kind, organisation, roles.
/// </summary>
public static class Authentication
{
    private const string Item = "interop.credential";

    /// <summary>Routes under this builder need a credential with one of these roles.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, params string[] roles)
        where TBuilder : IEndpointConventionBuilder
        => builder.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (await FindAsync(http) is not { } credential)
            {
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return OperationOutcomes.Result(http, StatusCodes.Status401Unauthorized, [new Issue(IssueCodes.CredentialMissing, IssueLocation.None)]);
            }

            if (!credential.Roles.Intersect(roles).Any())
            {
                return OperationOutcomes.Result(http, StatusCodes.Status403Forbidden, [new Issue(IssueCodes.RoleMissing, IssueLocation.None, string.Join(" / ", roles))]);
            }

            http.Items[Item] = credential;
            return await next(context);
        });

    /// <summary>Who is calling; only after <see cref="RequireRole"/>.</summary>
    public static Credential Credential(this HttpContext http) => (Credential)http.Items[Item]!;

    /// <summary>What is kept of a token.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static async Task<Credential?> FindAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var registry = http.RequestServices.GetRequiredService<IRegistry>();
        var credential = await registry.FindCredentialAsync(Hash(header["Bearer ".Length..].Trim()), http.RequestAborted);
        return credential is { RevokedAt: null } ? credential : null;
    }
}
