namespace Lakehouse.LocalPostgres.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("lakehouse-pg-test-").FullName;

    public string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>A server on <see cref="Data"/> that does not wait for the disk.</summary>
    public PostgresServerOptions Server => new() { DataDirectory = Data, Durable = false };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
