namespace Interop.Mapping;

/// <summary>The mappings folder, read only. Paths are relative to it and separated by <c>/</c>.</summary>
public interface IMappingFiles
{
    /// <summary>Every file below the folder, in ordinal order.</summary>
    IReadOnlyList<string> List();

    /// <summary>The bytes of one file, null when there is none.</summary>
    ReadOnlyMemory<byte>? Read(string path);
}
