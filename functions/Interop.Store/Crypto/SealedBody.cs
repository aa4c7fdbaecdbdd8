namespace Interop.Store.Crypto;

/// <summary>A body as it is kept.</summary>
internal sealed record SealedBody(long Id, int KeyId, byte[] WrappedKey, int Packing, byte[] Content);

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
