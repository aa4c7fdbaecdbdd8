namespace Interop.Functions.Demo.Story;

/// <summary>What became of something, at a glance.</summary>
public enum StoryMark
{
    /// <summary>Everybody who is owed it has it.</summary>
    Delivered,

    /// <summary>It stays here, with a reason.</summary>
    HeldBack,

    /// <summary>A faulty record was put right.</summary>
    Corrected,

    /// <summary>Something that went out was replaced by something newer.</summary>
    Replaced,

    /// <summary>Somebody has to act.</summary>
    Alert,

    /// <summary>Told to somebody who bills.</summary>
    ToBill,

    /// <summary>Taken back, or ended.</summary>
    Withdrawn,
}

/// <summary>One sentence of the story.</summary>
/// <param name="Wrong">What is not as it must be, in words; then the sentence is no success, whatever it says.</param>
public sealed record StoryLine(StoryMark Mark, string Text, IReadOnlyList<string> Wrong);
