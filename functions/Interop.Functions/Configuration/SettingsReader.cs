using System.Globalization;
using Interop.Engine.Delivery;
using Interop.Functions.Transports;

namespace Interop.Functions.Configuration;

/// <summary>
/// Reads <c>appsettings.json</c>, then the file given with <c>--config</c>, then the environment (<c>INTEROP_Delivery__Deadline</c>). A key that
/// does not exist and a value that cannot be are named together with what was expected; the engine does not start on a guess.
/// </summary>
public sealed class SettingsReader
{
    private static readonly string[] Known =
    [
        "Urls", "Data", "Environment", "BehindProxy", "Mappings", "Limits:MaxBodyBytes", "Limits:MaxPendingBytes", "Limits:MaxBacklog", "Limits:MaxBacklogPerOrganisation", "Delivery:FirstDelay", "Delivery:MaxDelay", "Delivery:Deadline",
        "Delivery:AttemptTimeout", "Delivery:Parallel", "Delivery:ParallelPerEndpoint", "Delivery:FirstBreak", "Delivery:MaxBreak", "Store", "Store:SqliteLibrary", "Keys:Vault", "MappingsPoll",
        "Backup:Directory", "Backup:Every", "Backup:Keep",
        "Audit:Keep", "Retention:MessageKeys",
    ];

    /// <summary>Beneath them, a key per endpoint: <c>Delivery:Rates:home-12</c>.</summary>
    private const string Rates = "Delivery:Rates:", Deadlines = "Delivery:Deadlines:", Concurrency = "Delivery:Concurrency:";

    private readonly IConfiguration configuration;
    private readonly List<string> faults = [];

    private SettingsReader(IConfiguration configuration) => this.configuration = configuration;

    /// <summary>Reads and checks; <paramref name="faults"/> is empty when all is well.</summary>
    public static InteropSettings Read(string? configFile, out IReadOnlyList<string> faults)
    {
        if (configFile is not null && !File.Exists(configFile))
        {
            faults = [$"--config {configFile}: there is no such file"];
            return new InteropSettings();
        }

        try
        {
            var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
            if (configFile is not null)
            {
                builder.AddJsonFile(Path.GetFullPath(configFile));
            }

            return Read(builder.AddEnvironmentVariables("INTEROP_").Build(), out faults);
        }
        catch (InvalidDataException)
        {
            faults = [$"{configFile ?? "appsettings.json"}: not valid JSON"];
            return new InteropSettings();
        }
    }

    /// <summary>Checks settings that were read.</summary>
    public static InteropSettings Read(IConfiguration configuration, out IReadOnlyList<string> faults)
    {
        var reader = new SettingsReader(configuration);
        var settings = reader.Read();
        faults = reader.faults;
        return settings;
    }

    private InteropSettings Read()
    {
        var defaults = new InteropSettings();
        // INTEROP_SUITES, INTEROP_CACHE and INTEROP_REQUIRE_ALL belong to the tests.
        foreach (var entry in configuration.AsEnumerable().Where(e => e.Value is not null && !IsKnown(e.Key)))
        {
            if (entry.Key is not ("SUITES" or "REQUIRE_ALL" or "CACHE"))
            {
                faults.Add($"{entry.Key}: there is no such setting; expected one of {string.Join(", ", Known)}");
            }
        }

        return new InteropSettings
        {
            Urls = Urls(configuration["Urls"] ?? defaults.Urls),
            Data = configuration["Data"] ?? defaults.Data,
            Environment = OneOf("Environment", defaults.Environment, "test", "production"),
            BehindProxy = OneOf("BehindProxy", "false", "true", "false").Equals("true", StringComparison.OrdinalIgnoreCase),
            MaxBodyBytes = Number("Limits:MaxBodyBytes", defaults.MaxBodyBytes, 1024, int.MaxValue),
            MaxPendingBytes = Number("Limits:MaxPendingBytes", defaults.MaxPendingBytes, 1024, long.MaxValue),
            Delivery = new DeliveryPolicy
            {
                FirstDelay = Duration("Delivery:FirstDelay", defaults.Delivery.FirstDelay),
                MaxDelay = Duration("Delivery:MaxDelay", defaults.Delivery.MaxDelay),
                Deadline = Duration("Delivery:Deadline", defaults.Delivery.Deadline),
                Deadlines = ByEndpoint(Deadlines, key => Duration(key, defaults.Delivery.Deadline)),
                AttemptTimeout = Duration("Delivery:AttemptTimeout", defaults.Delivery.AttemptTimeout),
            },
            Guards = new GuardSettings
            {
                FirstBreak = Duration("Delivery:FirstBreak", defaults.Guards.FirstBreak),
                MaxBreak = Duration("Delivery:MaxBreak", defaults.Guards.MaxBreak),
                Rates = ByEndpoint(Rates, Rate),
            },
            MaxBacklog = (int)Number("Limits:MaxBacklog", defaults.MaxBacklog, 1, int.MaxValue),
            MaxBacklogPerOrganisation = (int)Number("Limits:MaxBacklogPerOrganisation", defaults.MaxBacklogPerOrganisation, 1, int.MaxValue),
            Concurrency = ByEndpoint(Concurrency, key => (int)Number(key, defaults.ParallelPerEndpoint, 1, 1000)),
            Parallel = (int)Number("Delivery:Parallel", defaults.Parallel, 1, 1000),
            ParallelPerEndpoint = (int)Number("Delivery:ParallelPerEndpoint", defaults.ParallelPerEndpoint, 1, 1000),
            AuditMonths = (int)Number("Audit:Keep", defaults.AuditMonths, 12, 1200),
            MessageKeyDays = (int)Number("Retention:MessageKeys", defaults.MessageKeyDays, 400, 36_500),
            Store = configuration["Store"] ?? defaults.Store,
            SqliteLibrary = configuration["Store:SqliteLibrary"] ?? defaults.SqliteLibrary,
            KeyVault = Vault(configuration["Keys:Vault"]),
            Mappings = configuration["Mappings"],
            MappingsPoll = configuration["MappingsPoll"] == "00:00:00" ? TimeSpan.Zero : Duration("MappingsPoll", defaults.MappingsPoll),
            Backup = new BackupSettings
            {
                Directory = configuration["Backup:Directory"] ?? defaults.Backup.Directory,
                Every = Duration("Backup:Every", defaults.Backup.Every),
                Keep = Duration("Backup:Keep", defaults.Backup.Keep),
            },
        };
    }

    private static bool IsKnown(string key) => Known.Contains(key, StringComparer.OrdinalIgnoreCase) || new[] { Rates, Deadlines, Concurrency }.Any(s => key.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    private Dictionary<string, T> ByEndpoint<T>(string section, Func<string, T> read) =>
        configuration.GetSection(section.TrimEnd(':')).GetChildren().ToDictionary(c => c.Key, c => read(section + c.Key), StringComparer.Ordinal);

    private double Rate(string key)
    {
        if (double.TryParse(configuration[key], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0.01 and <= 100_000)
        {
            return value;
        }

        faults.Add($"{key}: expected attempts per second, from 0.01 to 100000");
        return 1;
    }

    private Uri? Vault(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme == "https")
        {
            return address;
        }

        faults.Add("Keys:Vault: expected the address of an Azure Key Vault, https://NAME.vault.azure.net");
        return null;
    }

    private string Urls(string value)
    {
        foreach (var url in value.Split(';'))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                faults.Add("Urls: expected http:// or https:// addresses, separated by ;");
            }
            else if (uri is { Scheme: "http", IsLoopback: false } && !string.Equals(configuration["BehindProxy"], "true", StringComparison.OrdinalIgnoreCase))
            {
                faults.Add("Urls: plain HTTP off loopback is refused; use https, or set BehindProxy to true when a proxy in front ends TLS");
            }
        }

        return value;
    }

    private string OneOf(string key, string otherwise, params string[] allowed)
    {
        var value = configuration[key];
        if (string.IsNullOrEmpty(value))
        {
            return otherwise;
        }

        if (!allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key}: expected {string.Join(" or ", allowed)}");
        }

        return value;
    }

    private long Number(string key, long otherwise, long from, long to)
    {
        if (configuration[key] is not { } text)
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to)
        {
            return value;
        }

        faults.Add(string.Create(CultureInfo.InvariantCulture, $"{key}: expected a whole number from {from} to {to}"));
        return otherwise;
    }

    private TimeSpan Duration(string key, TimeSpan otherwise)
    {
        if (configuration[key] is not { } text)
        {
            return otherwise;
        }

        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero)
        {
            return value;
        }

        faults.Add($"{key}: expected a time as hh:mm:ss or d.hh:mm:ss, more than zero");
        return otherwise;
    }
}
