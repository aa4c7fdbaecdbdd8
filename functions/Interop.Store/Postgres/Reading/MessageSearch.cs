using System.Globalization;
using System.Text;
using Interop.Engine.Ports;
using Npgsql;

namespace Interop.Store.Postgres.Reading;

/// <summary>
/// The query of a filter. It walks one index that is already in the order wanted, the narrowest that the filter allows, and looks the other
/// conditions up row by row.
/// </summary>
internal sealed class MessageSearch
{
    // Messages arrive in the order of their numbers, but for a clock that is set back: the numbers leave room for that, and the time itself decides.
    private const string FirstSql = "coalesce((select min(sequence) from (select sequence from message where received_at >= {0} order by received_at limit 1000) f), 9223372036854775807)";
    private const string LastSql = "coalesce((select max(sequence) from (select sequence from message where received_at < {0} order by received_at desc limit 1000) l), 0)";

    private readonly StringBuilder _text = new("select " + MessageRows.Columns + " from ");
    private readonly List<NpgsqlParameter> _values = [];
    private readonly string _range;

    private MessageSearch(MessageFilter filter)
    {
        // In terms of a column to be put in: the driving index may be of another table.
        var range = new StringBuilder();
        if (filter.From is { } from)
        {
            range.Append(" and {column} >= ").Append(FirstSql.Replace("{0}", Value(Parameter.Of(from)), StringComparison.Ordinal));
        }

        if (filter.To is { } to)
        {
            range.Append(" and {column} <= ").Append(LastSql.Replace("{0}", Value(Parameter.Of(to)), StringComparison.Ordinal));
        }

        if (filter.Before is { } before)
        {
            range.Append(" and {column} < ").Append(Value(Parameter.Of(before)));
        }

        _range = range.ToString();
    }

    public static (string Text, NpgsqlParameter[] Values) Build(MessageFilter filter, int limit)
    {
        var search = new MessageSearch(filter);
        search.Drive(filter);
        search.Narrow(filter);
        search._text.Append(" order by m.sequence desc limit ").Append(search.Value(Parameter.Of(limit)));
        return (search._text.ToString(), [.. search._values]);
    }

    private void Drive(MessageFilter filter)
    {
        if (filter.Patient is { } patient)
        {
            var value = Value(Parameter.Of(patient));
            _text.Append("(select message from resource_version where patient = ").Append(value)
                .Append(" union select message from delivery where patient = ").Append(value).Append(") p join message m on m.sequence = p.message where true");
        }
        else if (filter.RecordId is { } record)
        {
            _text.Append("message m where m.record_id = ").Append(Value(Parameter.Of(record)));
        }
        else if (filter.Code is { } code)
        {
            _text.Append("(select message from message_code where code = ").Append(Value(Parameter.Of(code))).Append(Range("message"))
                .Append(" order by message desc offset 0) c join message m on m.sequence = c.message where true");
        }
        else if (filter.Endpoint is { } endpoint)
        {
            _text.Append("(select distinct message from delivery where endpoint_id = ").Append(Value(Parameter.Of(endpoint))).Append(Range("message"))
                .Append(" order by message desc offset 0) d join message m on m.sequence = d.message where true");
        }
        else
        {
            _text.Append("message m where true");
        }
    }

    private void Narrow(MessageFilter filter)
    {
        _text.Append(Range("m.sequence"));
        Add(" and m.record = ", filter.Record);
        Add(" and m.kind = ", filter.Kind);
        Add(" and m.organisation = ", filter.Organisation);
        if (filter.State is { } state)
        {
            // Part of the text, because an index on some states only is chosen when the statement is planned.
            _text.Append(CultureInfo.InvariantCulture, $" and m.state = {(int)state}");
        }

        if (filter.Code is { } code)
        {
            _text.Append(" and position(").Append(Value(Parameter.Of($"\"code\":\"{code}\""))).Append(" in m.report) > 0");
        }

        if (filter.Endpoint is { } endpoint && (filter.Patient is not null || filter.RecordId is not null || filter.Code is not null))
        {
            _text.Append(" and exists (select 1 from delivery e where e.endpoint_id = ").Append(Value(Parameter.Of(endpoint))).Append(" and e.message = m.sequence)");
        }

        if (filter.From is { } from)
        {
            _text.Append(" and m.received_at >= ").Append(Value(Parameter.Of(from)));
        }

        if (filter.To is { } to)
        {
            _text.Append(" and m.received_at < ").Append(Value(Parameter.Of(to)));
        }
    }

    private void Add(string part, string? value)
    {
        if (value is not null)
        {
            _text.Append(part).Append(Value(Parameter.Of(value)));
        }
    }

    private string Range(string column) => _range.Replace("{column}", column, StringComparison.Ordinal);

    private string Value(NpgsqlParameter parameter)
    {
        _values.Add(parameter);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }
}
