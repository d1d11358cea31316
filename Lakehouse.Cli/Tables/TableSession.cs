using Lakehouse.Delta;
using Lakehouse.Storage;

namespace Lakehouse.Cli.Tables;

/// <summary>A table for the time of one command. The engine reads its files in place or, on S3, as copies that go away with the command.</summary>
internal sealed class TableSession : IDisposable
{
    private readonly CopiedStore? copies;

    private TableSession(DeltaTable table, CopiedStore? copies) => (Table, this.copies) = (table, copies);

    /// <summary>The table.</summary>
    public DeltaTable Table { get; }

    /// <summary>Whether its files have to be copied first.</summary>
    public bool IsRemote => copies is not null;

    /// <summary>The table at a location; nothing is read yet.</summary>
    /// <exception cref="CliException">The text is no location.</exception>
    public static TableSession Open(string location, CancellationToken cancellationToken)
    {
        try
        {
            var store = ObjectStores.Open(ObjectStores.ParseLocation(location));
            var copies = store.Root.IsFile ? null : new CopiedStore(store, Path.Combine(Path.GetTempPath(), $"lakehouse-{Guid.NewGuid():N}"), cancellationToken);
            return new TableSession(DeltaTable.At(copies ?? store), copies);
        }
        catch (Exception wrong) when (wrong is UriFormatException or ArgumentException or NotSupportedException)
        {
            throw new CliException(ExitCode.Usage, $"'{location}' is no location of a table: {wrong.Message} Give a folder, file:///… or s3://bucket/prefix.");
        }
    }

    /// <summary>Makes copies of files where that is needed, several at a time.</summary>
    public Task FetchAsync(IReadOnlyList<AddFile> files, CancellationToken cancellationToken) =>
        copies is null ? Task.CompletedTask : copies.FetchAsync(files.Select(PathOf), cancellationToken);

    /// <summary>Deletes the copies of files that are not read any more.</summary>
    public void Release(IReadOnlyList<AddFile> files) => copies?.Release(files.Select(PathOf));

    /// <summary>Errors of the engine name copies; people want to know the files.</summary>
    public string NameFiles(string message) => copies is null ? message : copies.NameFiles(message);

    public void Dispose() => copies?.Dispose();

    /// <summary>The log writes paths as URIs relative to the table.</summary>
    private static string PathOf(AddFile file) => Uri.UnescapeDataString(file.Path);
}
