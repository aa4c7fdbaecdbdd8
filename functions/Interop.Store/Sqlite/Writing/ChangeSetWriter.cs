using Interop.Store.Writing;

namespace Interop.Store.Sqlite.Writing;

/// <summary>Applies one change set to an open transaction: preconditions and rows, in the one order that keeps both few.</summary>
internal sealed class ChangeSetWriter(SqliteDatabase database, KeyWrites keys, AuditWrites audit, LaneLeases leases)
{
    /// <summary>False when a precondition does not hold; what was written so far must then be rolled back.</summary>
    public bool Apply(PreparedChanges changes)
    {
        if (changes.Set.Lease is { } lease && !leases.Holds(lease))
        {
            return false;
        }

        // Message changes come first: they may give up a key that a new message of the same set takes.
        var context = new WriteContext(database, keys, changes);
        if (!MessageWrites.Change(context))
        {
            return false;
        }

        MessageWrites.Insert(context);
        if (!ResourceWrites.Write(context))
        {
            return false;
        }

        ResourceWrites.WriteIdentities(context);
        DeliveryWrites.Insert(context);
        if (!DeliveryWrites.Change(context))
        {
            return false;
        }

        MessageWrites.ApplyOwed(context);
        FeedWrites.Write(context);
        RegistryWrites.Write(context);
        audit.Append(context.Set.Audit);
        return true;
    }
}
