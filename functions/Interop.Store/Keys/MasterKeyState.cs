namespace Interop.Store.Keys;

/// <summary>A master key as an operator sees it.</summary>
/// <param name="Patients">Patient keys that it wraps.</param>
/// <param name="Bodies">Keys of bodies that it wraps itself.</param>
/// <param name="IsThere">Whether this process has the key.</param>
public sealed record MasterKeyState(int Number, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt, bool InUse, long Patients, long Bodies, bool IsThere, string Place);

/// <summary>What became of a wish to retire a master key.</summary>
public enum RetireOutcome
{
    /// <summary>Nothing is wrapped by it, and nothing will be.</summary>
    Retired,

    /// <summary>It was retired before.</summary>
    Already,

    /// <summary>There is no such key.</summary>
    Unknown,

    /// <summary>It is the one that wraps what comes in.</summary>
    InUse,

    /// <summary>Something is wrapped by it.</summary>
    StillWraps,
}
