using System.Globalization;
using System.Text.Json;
using Interop.Store.Writing;
using Npgsql;

namespace Interop.Store.Postgres.Writing;

/// <summary>Writes a working set back, with one statement per table however many change sets there were, and commits: one round trip.</summary>
internal sealed class WorkingSetSave
{
    private const string BodySql = """
        insert into body (id, key_id, wrapped_key, packing, content) select * from unnest($1, $2, $3, $4, $5)
        """;

    private const string VersionSql = """
        insert into resource_version (resource_id, type, version, readable, patient, content_hash, last_updated, message, body, body_offset, body_length)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string SearchDeleteSql = """
        delete from search_key s using unnest($1, $2, $3) k (search_key, type, id) where s.search_key = k.search_key and s.type = k.type and s.resource_id = k.id
        """;

    private const string FeedSql = """
        insert into feed (number, name, endpoint_id, last_cursor, mark, marked_at) select * from unnest($1, $2, $3, $4, $5, $6)
        on conflict (number) do update set last_cursor = excluded.last_cursor, mark = excluded.mark, marked_at = excluded.marked_at
        """;

    private const string FeedItemSql = """
        insert into feed_item (feed, cursor, item_id, version, state, at, focus_type, focus_id, focus_version, message_id, body)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string EndpointSql = """
        insert into endpoint (id, kind, organisation, transport, address, subscriptions, active) select * from unnest($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do update set kind = excluded.kind, organisation = excluded.organisation, transport = excluded.transport,
          address = excluded.address, subscriptions = excluded.subscriptions, active = excluded.active
        """;

    private const string CredentialSql = """
        insert into credential (id, name, token_hash, kind, organisation, roles, created_at, revoked_at, instances)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do update set name = excluded.name, token_hash = excluded.token_hash, kind = excluded.kind, organisation = excluded.organisation,
          roles = excluded.roles, created_at = excluded.created_at, revoked_at = excluded.revoked_at, instances = excluded.instances
        """;

    private const string AuditSql = """
        insert into audit (sequence, at, actor, organisation, action, target, outcome, hash) select * from unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string WriterSql = """
        insert into writer (id, last_commit, seen_at) values ($1, $2, $3) on conflict (id) do update set last_commit = excluded.last_commit, seen_at = excluded.seen_at
        """;

    private readonly NpgsqlBatch _batch;
    private readonly WorkingSet _rows;

    private WorkingSetSave(NpgsqlBatch batch, WorkingSet rows) => (_batch, _rows) = (batch, rows);

    /// <param name="commit">By which this commit is found again when its answer is lost.</param>
    public static async Task RunAsync(NpgsqlConnection connection, WorkingSet rows, CommitMark commit, ReadOnlyMemory<byte> auditKey)
    {
        await using var batch = new NpgsqlBatch(connection);
        var save = new WorkingSetSave(batch, rows);
        save.Plan(auditKey);
        save.Add(WriterSql, Parameter.Of(commit.Writer), Parameter.Of(commit.Id), Parameter.Of(commit.At));
        if (commit.Wakes)
        {
            save.Add("select pg_notify($1, $2)", Parameter.Of(WorkListener.Channel), Parameter.Of(commit.Writer.ToString(CultureInfo.InvariantCulture)));
        }

        save.Add("commit");
        await batch.ExecuteNonQueryAsync();
    }

    private void Plan(ReadOnlyMemory<byte> auditKey)
    {
        var bodies = _rows.Bodies.All;
        if (bodies.Count > 0)
        {
            Add(
                BodySql, Parameter.Of(bodies.Select(b => b.Id)), Parameter.Of(bodies.Select(b => b.KeyId)), Parameter.Of(bodies.Select(b => b.WrappedKey)),
                Parameter.Of(bodies.Select(b => b.Packing)), Parameter.Of(bodies.Select(b => b.Content)));
        }

        MessageSave.Plan(_rows, Add);
        PlanResources();
        DeliverySave.Plan(_rows, Add);
        PlanFeeds();
        PlanRegistry();
        PlanAudit(auditKey);
    }

    private void PlanResources()
    {
        var versions = _rows.NewVersions.All;
        if (versions.Count > 0)
        {
            Add(
                VersionSql, Parameter.Of(versions.Select(v => v.Write.Key.Id)), Parameter.Of(versions.Select(v => v.Write.Key.Type)),
                Parameter.Of(versions.Select(v => v.Write.ExpectedVersion + 1)), Parameter.Of(versions.Select(v => v.Write.Readable)),
                Parameter.Of(versions.Select(v => v.Write.Patient)), Parameter.Of(versions.Select(v => v.Write.ContentHash)),
                Parameter.Of(versions.Select(v => v.At)), Parameter.Of(versions.Select(v => v.Message)), Parameter.Of(versions.Select(v => v.Place.Body)),
                Parameter.Of(versions.Select(v => v.Place.Offset)), Parameter.Of(versions.Select(v => v.Place.Length)));
        }

        var search = _rows.Search.All.ToList();
        AddSearchKeys(SearchDeleteSql, search.SelectMany(s => s.Stored.Except(s.Wanted).Select(k => (s.Key, k))));
        AddSearchKeys("insert into search_key (search_key, type, resource_id) select * from unnest($1, $2, $3)", search.SelectMany(s => s.Wanted.Except(s.Stored).Select(k => (s.Key, k))));
        var identities = _rows.Identities.All.Where(i => i.New is not null).ToList();
        if (identities.Count > 0)
        {
            Add(
                "insert into identity (identifier, type, resource_id) select * from unnest($1, $2, $3)", Parameter.Of(identities.Select(i => i.Identifier)),
                Parameter.Of(identities.Select(i => i.New!.Value.Type)), Parameter.Of(identities.Select(i => i.New!.Value.Id)));
        }
    }

    private void AddSearchKeys(string sql, IEnumerable<(Engine.Ports.ResourceKey Resource, Engine.Ports.KeyedHash Key)> keys)
    {
        var rows = keys.ToList();
        if (rows.Count > 0)
        {
            Add(sql, Parameter.Of(rows.Select(k => k.Key)), Parameter.Of(rows.Select(k => k.Resource.Type)), Parameter.Of(rows.Select(k => k.Resource.Id)));
        }
    }

    private void PlanFeeds()
    {
        var feeds = _rows.Feeds.All.Where(f => f.Changed).ToList();
        if (feeds.Count > 0)
        {
            Add(
                FeedSql, Parameter.Of(feeds.Select(f => f.Number)), Parameter.Of(feeds.Select(f => f.Name)), Parameter.Of(feeds.Select(f => f.EndpointId)),
                Parameter.Of(feeds.Select(f => f.LastCursor)), Parameter.Of(feeds.Select(f => f.Mark)), Parameter.Of(feeds.Select(f => f.MarkedAt)));
        }

        var items = _rows.NewFeedItems.All;
        if (items.Count > 0)
        {
            Add(
                FeedItemSql, Parameter.Of(items.Select(i => i.Feed)), Parameter.Of(items.Select(i => i.Cursor)), Parameter.Of(items.Select(i => i.Item.ItemId)),
                Parameter.Of(items.Select(i => i.Version)), Parameter.Of(items.Select(i => i.Item.State)), Parameter.Of(items.Select(i => i.Item.At)),
                Parameter.Of(items.Select(i => i.Item.Focus.Key.Type)), Parameter.Of(items.Select(i => i.Item.Focus.Key.Id)),
                Parameter.Of(items.Select(i => i.Item.Focus.Version)), Parameter.Of(items.Select(i => i.Item.MessageId)), Parameter.Of(items.Select(i => i.Body)));
        }
    }

    private void PlanRegistry()
    {
        var endpoints = _rows.Endpoints.All.ToList();
        if (endpoints.Count > 0)
        {
            Add(
                EndpointSql, Parameter.Of(endpoints.Select(e => e.Id)), Parameter.Of(endpoints.Select(e => e.Kind)), Parameter.Of(endpoints.Select(e => e.Organisation)),
                Parameter.Of(endpoints.Select(e => e.Transport)), Parameter.Of(endpoints.Select(e => e.Address)),
                Parameter.Of(endpoints.Select(e => JsonSerializer.Serialize(e.Subscriptions))), Parameter.Of(endpoints.Select(e => e.Active)));
            Add("update endpoint_list set version = version + 1");
        }

        var credentials = _rows.Credentials.All.ToList();
        if (credentials.Count > 0)
        {
            Add(
                CredentialSql, Parameter.Of(credentials.Select(c => c.Id)), Parameter.Of(credentials.Select(c => c.Name)), Parameter.Of(credentials.Select(c => c.TokenHash)),
                Parameter.Of(credentials.Select(c => c.Kind)), Parameter.Of(credentials.Select(c => c.Organisation)),
                Parameter.Of(credentials.Select(c => JsonSerializer.Serialize(c.Roles))), Parameter.Of(credentials.Select(c => c.CreatedAt)),
                Parameter.Of(credentials.Select(c => c.RevokedAt)), Parameter.Of(credentials.Select(c => JsonSerializer.Serialize(c.Instances))));
        }
    }

    private void PlanAudit(ReadOnlyMemory<byte> auditKey)
    {
        var audit = _rows.Audit.All;
        if (audit.Count > 0)
        {
            Add(
                AuditSql, Parameter.Of(audit.Select(a => a.Sequence)), Parameter.Of(audit.Select(a => a.Entry.At)), Parameter.Of(audit.Select(a => a.Entry.Actor)),
                Parameter.Of(audit.Select(a => a.Entry.Organisation)), Parameter.Of(audit.Select(a => a.Entry.Action)), Parameter.Of(audit.Select(a => a.Entry.Target)),
                Parameter.Of(audit.Select(a => a.Entry.Outcome)), Parameter.Of(audit.Select(a => a.Hash)));
            var (sequence, hash) = _rows.AuditHead;
            Add(
                "update audit_head set sequence = $1, hash = $2, seal = $3 where id = 1",
                Parameter.Of(sequence), Parameter.Of(hash), Parameter.Of(AuditChain.Seal(auditKey.Span, sequence, hash)));
        }
    }

    private void Add(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        _batch.BatchCommands.Add(command);
    }
}

/// <summary>A commit by which it is found again, and whether it adds work for others.</summary>
internal readonly record struct CommitMark(long Writer, Guid Id, DateTimeOffset At, bool Wakes);

/// <summary>Adds a statement to a batch.</summary>
internal delegate void AddStatement(string sql, params NpgsqlParameter[] parameters);
