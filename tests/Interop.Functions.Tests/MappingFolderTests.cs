using Interop.Functions.Tests.Support;

namespace Interop.Functions.Tests;

/// <summary>The mappings folder as files.</summary>
public sealed class MappingFolderTests
{
    [Theory]
    [InlineData("library/not-there.sbn")]
    [InlineData("../mappings-elsewhere/routes.yaml")]
    [InlineData("library")]
    public void What_is_not_a_file_of_the_folder_is_absent_and_not_empty(string path) => Assert.False(TestFolder.Mappings.Files.Read(path).HasValue);

    [Fact]
    public void A_file_of_the_folder_is_read() => Assert.True(TestFolder.Mappings.Files.Read("routes.yaml")!.Value.Length > 0);
}
