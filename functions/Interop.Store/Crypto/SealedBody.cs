namespace Interop.Store.Crypto;

/// <summary>A body on its way into the store: encrypted, its own key not yet wrapped, because which key is to wrap it is known at the commit.</summary>
/// <param name="Patient">Whose key is to wrap it; null for the master key.</param>
internal sealed record SealedBody(long Id, BodyOwner Owner, Guid? Patient, byte[] Key, int Packing, byte[] Content);

/// <summary>A body with its key wrapped, ready to be written.</summary>
internal sealed record WrappedBody(SealedBody Body, long WrappedBy, byte[] WrappedKey);

/// <summary>A body as it is kept.</summary>
internal sealed record StoredBody(BodyKey Key, int Packing, byte[] Content);

/// <summary>The key of a body as it is kept.</summary>
/// <param name="KeyId">What wraps it, in rows written before <paramref name="WrappedBy"/> existed.</param>
/// <param name="Patient">The patient's key that wraps it, when one does and is there.</param>
internal sealed record BodyKey(long Id, int KeyId, long? WrappedBy, byte[] Wrapped, PatientKeyRow? Patient)
{
    /// <summary>What wraps it, in the terms of today.</summary>
    public long Mark => WrappedBy ?? WrapMark.OfMaster(KeyId);
}

/// <summary>A patient's key as it is kept.</summary>
internal sealed record PatientKeyRow(long Number, Guid Patient, long WrappedBy, byte[] Wrapped);

/// <summary>What a body is; part of what its encryption authenticates.</summary>
internal enum BodyPurpose : byte
{
    Record = 1,
    Resources = 2,
    Payload = 3,
    FeedItem = 4,
}

/// <summary>Which body it is and whose: the message, resource or delivery that it belongs to.</summary>
internal readonly record struct BodyOwner(BodyPurpose Purpose, Guid Id);
