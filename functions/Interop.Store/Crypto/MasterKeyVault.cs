using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace Interop.Store.Crypto;

/// <summary>
/// Master keys as secrets of an Azure Key Vault: <c>interop-master-key-1</c> and so on, base64. One secret per key and not versions of one, so that
/// an old key can be deleted and purged by itself.
/// </summary>
public sealed class MasterKeyVault(SecretClient vault) : IMasterKeySource
{
    private const string Prefix = "interop-master-key-";

    /// <summary>By the identity that the process runs under (managed identity, workload identity, environment, Azure CLI).</summary>
    public static MasterKeyVault At(Uri address) => new(new SecretClient(address, new DefaultAzureCredential()));

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, byte[]> Read()
    {
        try
        {
            var keys = new Dictionary<int, byte[]>();
            foreach (var secret in vault.GetPropertiesOfSecrets())
            {
                if (secret.Enabled != false && NumberOf(secret.Name) is { } number)
                {
                    keys[number] = Decode(secret.Name, vault.GetSecret(secret.Name).Value.Value);
                }
            }

            return keys;
        }
        catch (Exception fault) when (fault is RequestFailedException or AuthenticationFailedException)
        {
            throw Refused(fault, "get and list secrets");
        }
    }

    /// <inheritdoc/>
    public void Add(int number, ReadOnlySpan<byte> key)
    {
        try
        {
            if (!Read().ContainsKey(number))
            {
                vault.SetSecret(new KeyVaultSecret(Name(number), Convert.ToBase64String(key)) { Properties = { ContentType = "interop master key" } });
            }
        }
        catch (Exception fault) when (fault is RequestFailedException or AuthenticationFailedException)
        {
            throw Refused(fault, "set secrets");
        }
    }

    /// <inheritdoc/>
    /// <remarks>The vault keeps a deleted secret for its retention time, unless it is purged there.</remarks>
    public void Remove(int number)
    {
        try
        {
            vault.StartDeleteSecret(Name(number));
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            // It is gone.
        }
        catch (Exception fault) when (fault is RequestFailedException or AuthenticationFailedException)
        {
            throw Refused(fault, "delete secrets");
        }
    }

    /// <inheritdoc/>
    public string Describe(int number) => $"secret {Name(number)} in {vault.VaultUri}";

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}");

    private static int? NumberOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static byte[] Decode(string name, string text)
    {
        var key = new byte[KeyFile.KeyLength];
        return Convert.TryFromBase64String(text, key, out var length) && length == KeyFile.KeyLength
            ? key
            : throw new StoreException($"The secret {name} is no master key: {KeyFile.KeyLength} bytes in base64 are expected; enable its right version.");
    }

    private StoreException Refused(Exception fault, string right) => new(
        fault is RequestFailedException { Status: > 0 } refused
            ? string.Create(CultureInfo.InvariantCulture, $"The key vault {vault.VaultUri} answers {refused.Status}; this process needs the right to {right}.")
            : $"The key vault {vault.VaultUri} cannot be reached, or does not know this process.",
        fault)
    {
        IsTransient = fault is RequestFailedException { Status: 0 or 429 or >= 500 },
    };
}
