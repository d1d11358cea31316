using Lakehouse.Cli.Tests.Table;

[assembly: AssemblyFixture(typeof(CopyCache))]

namespace Lakehouse.Cli.Tests.Table;

/// <summary>Where the processes of these tests copy files from S3 to; it goes away with the tests.</summary>
public sealed class CopyCache : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lakehouse-cache-").FullName;

    public CopyCache() => Environment.SetEnvironmentVariable("LAKEHOUSE_CACHE", folder);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
