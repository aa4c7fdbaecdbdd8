using System.Globalization;
using System.Text;
using Interop.Engine.Ports;

namespace Interop.Store.Sqlite.Reading;

/// <summary>
/// The query of a filter. It walks one index that is already in the order wanted, the narrowest that the filter allows, and looks the other
/// conditions up row by row; the engine's own choice would now and then sort millions of rows.
/// </summary>
internal sealed class MessageSearch
{
    private readonly StringBuilder text = new();
    private readonly List<Action<SqliteStatement>> values = [];

    private MessageSearch()
    {
    }

    public static (string Text, Func<SqliteStatement, SqliteStatement> Bind) Build(MessageFilter filter, int limit)
    {
        var search = new MessageSearch();
        search.Drive(filter);
        search.Narrow(filter);
        search.Add(" order by m.sequence desc limit ?", s => s.Bind(limit));
        return (search.text.ToString(), search.Bind);
    }

    private SqliteStatement Bind(SqliteStatement statement)
    {
        values.ForEach(v => v(statement));
        return statement;
    }

    private void Drive(MessageFilter filter)
    {
        var columns = MessageRows.Select[..MessageRows.Select.LastIndexOf(" from", StringComparison.Ordinal)];
        text.Append(columns);
        if (filter.Patient is { } patient)
        {
            Add(
                " from message m where m.sequence in (select message from resource_version where patient = ? union select message from delivery where patient = ?)",
                s => s.Bind(patient).Bind(patient));
        }
        else if (filter.RecordId is { } record)
        {
            Add(" from message m indexed by message_record_id where m.record_id = ?", s => s.Bind(record));
        }
        else if (filter.Code is { } code)
        {
            Add(" from (select message from message_code where code = ?", s => s.Bind(code));
            AddIf(filter.Before, " and message < ?", (s, v) => s.Bind(v));
            Add(" order by message desc) c cross join message m on m.sequence = c.message where 1 = 1");
        }
        else if (filter.Endpoint is { } endpoint)
        {
            Add(" from (select distinct message from delivery where endpoint_id = ?", s => s.Bind(endpoint));
            AddIf(filter.Before, " and message < ?", (s, v) => s.Bind(v));
            Add(" order by message desc) d cross join message m on m.sequence = d.message where 1 = 1");
        }
        else
        {
            Add($" from message m {(IsRare(filter.State) ? "" : filter.Record is null ? "not indexed" : "indexed by message_record")} where 1 = 1");
        }
    }

    private void Narrow(MessageFilter filter)
    {
        AddIf(filter.Before, " and m.sequence < ?", (s, v) => s.Bind(v));
        AddIf(filter.Record, " and m.record = ?", (s, v) => s.Bind(v));
        AddIf(filter.Kind, " and m.kind = ?", (s, v) => s.Bind(v));
        AddIf(filter.Organisation, " and m.organisation = ?", (s, v) => s.Bind(v));
        if (filter.State is { } state)
        {
            // Part of the text, because an index on some states only is chosen when the statement is prepared.
            Add(string.Create(CultureInfo.InvariantCulture, $" and m.state = {(int)state}"));
        }

        if (filter.Code is { } code)
        {
            Add(" and instr(m.report, ?) > 0", s => s.Bind($"\"code\":\"{code}\""));
        }

        if (filter.Endpoint is { } endpoint)
        {
            Add(" and exists (select 1 from delivery e where e.endpoint_id = ? and e.message = m.sequence)", s => s.Bind(endpoint));
        }

        NarrowTime(filter);
    }

    // Messages arrive in the order of their numbers, but for a clock that is set back: the bound by number leaves room for that, the time decides.
    private void NarrowTime(MessageFilter filter)
    {
        if (filter.From is { } from)
        {
            Add(
                " and m.received_at >= ? and m.sequence >= coalesce((select min(sequence) from (select sequence from message where received_at >= ? order by received_at limit 1000)), 9e18)",
                s => s.Bind(from).Bind(from));
        }

        if (filter.To is { } to)
        {
            Add(
                " and m.received_at < ? and m.sequence <= coalesce((select max(sequence) from (select sequence from message where received_at < ? order by received_at desc limit 1000)), 0)",
                s => s.Bind(to).Bind(to));
        }
    }

    private static bool IsRare(MessageState? state) => state is { } s && s != MessageState.Settled;

    private void Add(string part, Action<SqliteStatement>? value = null)
    {
        text.Append(part);
        if (value is not null)
        {
            values.Add(value);
        }
    }

    private void AddIf<T>(T? value, string part, Action<SqliteStatement, T> bind)
        where T : class
    {
        if (value is not null)
        {
            Add(part, s => bind(s, value));
        }
    }

    private void AddIf(long? value, string part, Action<SqliteStatement, long> bind)
    {
        if (value is { } number)
        {
            Add(part, s => bind(s, number));
        }
    }
}
