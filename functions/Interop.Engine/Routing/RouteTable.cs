using System.Text;
using Interop.Fhir.FhirPath;
using Interop.Fhir.Issues;
using Interop.Mapping;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Interop.Engine.Routing;

/// <summary>The routes of a mappings folder, checked and compiled once.</summary>
public sealed class RouteTable(IReadOnlyList<Route> routes)
{
    /// <summary>The file, relative to the mappings folder.</summary>
    public const string File = "routes.yaml";

    /// <summary>All routes, in the order of the file.</summary>
    public IReadOnlyList<Route> Routes => routes;

    /// <summary>The routes that a record sets off.</summary>
    public IEnumerable<Route> For(string record) => routes.Where(r => r.Record == record && !r.IsReminder);

    /// <summary>The purposes that routes of a record ask consent for.</summary>
    public IReadOnlySet<string> Consents(string record) => For(record).Select(r => r.Consent).OfType<string>().ToHashSet();

    /// <summary>The types of earlier resources that routes of a record are counted with.</summary>
    public IReadOnlySet<string> Types(string record) => For(record).Select(r => r.With).OfType<string>().ToHashSet();

    /// <summary>Reads and compiles the routes; what does not hold is an issue, and the route is left out.</summary>
    public static RouteTable Load(IMappingFiles files, MappingCatalogue catalogue, ICollection<Issue> issues)
    {
        if (files.Read(File) is not { } bytes)
        {
            return new RouteTable([]);
        }

        try
        {
            var deserializer = new DeserializerBuilder().WithNamingConvention(HyphenatedNamingConvention.Instance).Build();
            var entries = deserializer.Deserialize<List<Entry>>(Encoding.UTF8.GetString(bytes.Span)) ?? [];
            return new RouteTable([.. Distinct(entries.Select(e => Compile(e, catalogue, issues)).OfType<Route>(), issues)]);
        }
        catch (YamlException fault)
        {
            issues.Add(new Issue(IssueCodes.RouteIncomplete, new IssueLocation { Script = $"{File}:{fault.Start.Line}" }, "?", "YAML", "name, record, focus, where, recipient, message, feed, consent, with, to-earlier-receivers, poison, reminder"));
            return new RouteTable([]);
        }
    }

    private static IEnumerable<Route> Distinct(IEnumerable<Route> routes, ICollection<Issue> issues)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            if (names.Add(route.Name))
            {
                yield return route;
            }
            else
            {
                issues.Add(new Issue(IssueCodes.RouteNameTaken, new IssueLocation { Script = File }, route.Name));
            }
        }
    }

    private static Route? Compile(Entry entry, MappingCatalogue catalogue, ICollection<Issue> issues)
    {
        var before = issues.Count;
        var name = Required(entry.Name, "?", "name", issues);
        var record = Required(entry.Record, name, "record", issues);
        var focus = Required(entry.Focus, name, "focus", issues);
        var message = Required(entry.Message, name, "message", issues);
        var recipient = Parse(Required(entry.Recipient, name, "recipient", issues), focus, name, "recipient", issues);
        var where = entry.Where is null ? null : Parse(entry.Where, focus, name, "where", issues);
        Resolve(catalogue, name, record, message, issues);
        if (entry.Poison is not ("skip" or "block"))
        {
            issues.Add(new Issue(IssueCodes.RouteIncomplete, new IssueLocation { Script = File }, name, "poison", "skip or block"));
        }

        return issues.Count > before || recipient is null ? null : new Route
        {
            Name = name, Record = record, Focus = focus, Where = where, Recipient = recipient, Message = message, Feed = entry.Feed,
            ToEarlierReceivers = entry.ToEarlierReceivers, Consent = entry.Consent, With = entry.With, BlocksOnPoison = entry.Poison == "block", IsReminder = entry.Reminder,
        };
    }

    private static void Resolve(MappingCatalogue catalogue, string name, string record, string message, ICollection<Issue> issues)
    {
        if (record.Split('/') is not [var kind, var rest] || catalogue.FindRecord(kind, rest) is null)
        {
            issues.Add(new Issue(IssueCodes.RouteUnknownRecord, new IssueLocation { Script = File }, name, record));
        }

        if (message.Split('/') is not [var receiver, var sent] || catalogue.FindMessage(receiver, sent) is null)
        {
            issues.Add(new Issue(IssueCodes.RouteUnknownMessage, new IssueLocation { Script = File }, name, message));
        }
    }

    private static string Required(string? value, string route, string field, ICollection<Issue> issues)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            issues.Add(new Issue(IssueCodes.RouteIncomplete, new IssueLocation { Script = File }, route, field, "text"));
        }

        return value ?? "";
    }

    private static FhirPathExpression? Parse(string text, string focus, string route, string field, ICollection<Issue> issues)
    {
        try
        {
            // Checked against the definitions: a misspelt element would otherwise be an empty answer, and a message that is never sent.
            var expression = FhirPathExpression.Parse(text);
            FhirPathChecker.Check(expression, focus, FhirPathMode.Strict);
            return expression;
        }
        catch (FhirPathException fault)
        {
            issues.Add(new Issue(IssueCodes.RouteBadExpression, new IssueLocation { Script = File }, route, field, fault.Message));
            return null;
        }
    }

    private sealed class Entry
    {
        public string? Name { get; set; }
        public string? Record { get; set; }
        public string? Focus { get; set; }
        public string? Where { get; set; }
        public string? Recipient { get; set; }
        public string? Message { get; set; }
        public string? Feed { get; set; }
        public string? Consent { get; set; }
        public string? With { get; set; }
        public bool ToEarlierReceivers { get; set; }
        public bool Reminder { get; set; }
        public string Poison { get; set; } = "skip";
    }
}
