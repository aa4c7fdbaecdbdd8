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
    private readonly long first;
    private readonly long last;
    private string order = "m.sequence";
    private readonly StringBuilder text = new();
    private readonly List<Action<SqliteStatement>> values = [];

    private MessageSearch((long First, long Last) range) => (first, last) = range;

    /// <param name="range">The numbers among which they are: see <see cref="RangeOf"/>.</param>
    public static (string Text, Func<SqliteStatement, SqliteStatement> Bind) Build(MessageFilter filter, (long First, long Last) range, int limit)
    {
        var search = new MessageSearch(range);
        search.Drive(filter);
        search.Narrow(filter);
        search.Add($" order by {search.order} desc limit ?", s => s.Bind(limit));
        return (search.text.ToString(), search.Bind);
    }

    /// <summary>
    /// Messages arrive in the order of their numbers, but for a clock that is set back: the numbers leave room for that, and the time itself decides.
    /// </summary>
    public static (long First, long Last) RangeOf(SqliteDatabase database, MessageFilter filter)
    {
        var first = filter.From is { } from
            ? Number(database.Prepare("select min(sequence) from (select sequence from message where received_at >= ? order by received_at limit 1000)").Bind(from)) ?? long.MaxValue
            : 0;
        var last = filter.To is { } to
            ? Number(database.Prepare("select max(sequence) from (select sequence from message where received_at < ? order by received_at desc limit 1000)").Bind(to)) ?? 0
            : long.MaxValue;
        return (first, filter.Before is { } before ? Math.Min(last, before - 1) : last);
    }

    private static long? Number(SqliteStatement statement)
    {
        using (statement)
        {
            return statement.Step() && !statement.IsNull(0) ? statement.Int64(0) : null;
        }
    }

    private SqliteStatement Bind(SqliteStatement statement)
    {
        values.ForEach(v => v(statement));
        return statement;
    }

    private void Drive(MessageFilter filter)
    {
        text.Append(MessageRows.SelectOf("m"));
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
        else if (IsRare(filter.State) && (filter.Code ?? filter.Endpoint ?? filter.Organisation) is { } narrow)
        {
            // Two lists of which neither may be in the other: walking one and looking up in the other could take all of it for nothing.
            var other = filter switch
            {
                { Code: not null } => "message from message_code where code = ?",
                { Endpoint: not null } => "message from delivery where endpoint_id = ?",
                _ => "sequence from message indexed by message_organisation where organisation = ?",
            };
            Add(
                string.Create(CultureInfo.InvariantCulture, $" from message m where m.sequence in (select {other} intersect select sequence from message where state = {(int)filter.State!})"),
                s => s.Bind(narrow));
        }
        else if (filter.Code is { } code)
        {
            Add(" from message_code c cross join message m on m.sequence = c.message where c.code = ?", s => s.Bind(code));
            order = "c.message";
        }
        else if (filter.Endpoint is { } endpoint)
        {
            // Of several deliveries of a message the last stands for it, so that the index can be walked without sorting.
            Add(
                """
                 from delivery d cross join message m on m.sequence = d.message where d.endpoint_id = ?
                  and d.number = (select max(number) from delivery o where o.endpoint_id = d.endpoint_id and o.message = d.message)
                """,
                s => s.Bind(endpoint));
            order = "d.message";
        }
        else
        {
            Add($" from message m {IndexOf(filter)} where 1 = 1");
        }
    }

    private void Narrow(MessageFilter filter)
    {
        AddRange(order);
        AddIf(filter.Record, " and m.record = ?", (s, v) => s.Bind(v));
        AddIf(filter.Kind, " and m.kind = ?", (s, v) => s.Bind(v));
        AddIf(filter.Organisation, " and m.organisation = ?", (s, v) => s.Bind(v));
        if (filter.State is { } state)
        {
            // Part of the text, because an index on some states only is chosen when the statement is prepared, and only by the words that it was made with.
            Add(string.Create(CultureInfo.InvariantCulture, $" and m.state = {(int)state}{(state > MessageState.Quarantined ? " and m.state > 3" : "")}"));
        }

        if (filter.Code is { } code)
        {
            Add(" and instr(m.report, ?) > 0", s => s.Bind($"\"code\":\"{code}\""));
        }

        if (filter.Endpoint is { } endpoint)
        {
            Add(" and exists (select 1 from delivery e where e.endpoint_id = ? and e.message = m.sequence)", s => s.Bind(endpoint));
        }

        AddTime(filter.From, " and m.received_at >= ?");
        AddTime(filter.To, " and m.received_at < ?");
    }

    private static string IndexOf(MessageFilter filter) => filter switch
    {
        { State: MessageState.Quarantined } => "indexed by message_quarantined",
        { State: MessageState.Routed } => "indexed by message_routed",
        { State: > MessageState.Quarantined } => "indexed by message_ended",
        { State: MessageState.Received } => "indexed by message_waiting",
        { Organisation: not null } => "indexed by message_organisation",
        { Record: not null } => "indexed by message_record",
        { Kind: not null } => "indexed by message_kind",
        _ => "not indexed",
    };

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

    private void AddRange(string column)
    {
        if (first > 0 || last < long.MaxValue)
        {
            Add($" and {column} between ? and ?", s => s.Bind(first).Bind(last));
        }
    }

    private void AddTime(DateTimeOffset? value, string part)
    {
        if (value is { } time)
        {
            Add(part, s => s.Bind(time));
        }
    }
}
