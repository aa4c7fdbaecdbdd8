namespace Interop.Engine.Ports;

/// <summary>Endpoints and credentials. They are written through <see cref="IJournal.CommitAsync"/>, by id: a second write replaces the first.</summary>
public interface IRegistry
{
    /// <summary>All endpoints.</summary>
    Task<IReadOnlyList<Endpoint>> ListEndpointsAsync(CancellationToken cancellationToken);

    /// <summary>The credential with this token hash (hexadecimal SHA-256), revoked or not; null when there is none.</summary>
    Task<Credential?> FindCredentialAsync(string tokenHash, CancellationToken cancellationToken);

    /// <summary>The credential with this id, revoked or not; null when there is none.</summary>
    Task<Credential?> FindCredentialAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>All credentials.</summary>
    Task<IReadOnlyList<Credential>> ListCredentialsAsync(CancellationToken cancellationToken);
}
