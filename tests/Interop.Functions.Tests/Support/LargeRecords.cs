using System.Security.Cryptography;
using Interop.Engine.Ports;

namespace Interop.Functions.Tests.Support;

/// <summary>Records of half a megabyte that do not shrink.</summary>
internal static class LargeRecords
{
    private const int Size = 512 * 1024;

    public static async Task AddAsync(IJournal journal, int megabytes)
    {
        for (var i = 0; i < megabytes * 1024 * 1024 / Size; i++)
        {
            var hash = new KeyedHash(RandomNumberGenerator.GetBytes(32));
            await journal.CommitAsync(
                new ChangeSet
                {
                    Messages =
                    [
                        new NewMessage
                        {
                            Id = Guid.NewGuid(), Organisation = "FINEG|350005179", Kind = "medissimo", Record = "medissimo/pillbox-plan", Lane = hash, ContentHash = hash,
                            ContentType = "application/json", Body = RandomNumberGenerator.GetBytes(Size), State = MessageState.Quarantined, ReceivedAt = TimeProvider.System.GetUtcNow(),
                            CredentialId = Guid.NewGuid(),
                        },
                    ],
                },
                CancellationToken.None);
        }
    }
}
