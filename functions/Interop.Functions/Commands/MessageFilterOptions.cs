using System.CommandLine;
using Interop.Engine.Ports;

namespace Interop.Functions.Commands;

/// <summary>The options that choose messages, the same in every verb that does.</summary>
internal sealed class MessageFilterOptions
{
    private readonly Option<string?> organisation = new("--organisation") { Description = "Sender, FINEG|350005179" };
    private readonly Option<string?> kind = new("--kind") { Description = "Kind of software of the sender" };
    private readonly Option<string?> record = new("--record") { Description = "kind/record" };
    private readonly Option<string?> code = new("--code") { Description = "Code of an issue" };
    private readonly Option<string?> endpoint = new("--endpoint") { Description = "Endpoint that it is or was owed to" };
    private readonly Option<DateTimeOffset?> from = new("--from") { Description = "From this time on" };
    private readonly Option<DateTimeOffset?> to = new("--to") { Description = "Before this time" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { organisation, kind, record, code, endpoint, from, to })
        {
            command.Options.Add(option);
        }
    }

    public MessageFilter Read(ParseResult parsed) => new()
    {
        Organisation = parsed.GetValue(organisation), Kind = parsed.GetValue(kind), Record = parsed.GetValue(record), Code = parsed.GetValue(code),
        Endpoint = parsed.GetValue(endpoint), From = parsed.GetValue(from), To = parsed.GetValue(to),
    };
}
