using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>The actions of one commit that say which rows changed.</summary>
internal sealed class CommitContent
{
    private CommitContent(LogFile file) => File = file;

    public LogFile File { get; }

    public Metadata? Metadata { get; private set; }

    public CommitInfo? Info { get; private set; }

    public List<AddFile> Added { get; } = [];

    public List<RemoveFile> Removed { get; } = [];

    public List<ChangeDataFile> ChangeData { get; } = [];

    /// <summary>In-commit timestamp, else the writer's clock, else the file's time: milliseconds since 1970.</summary>
    public long TimestampMs => Info?.InCommitTimestampMs ?? Info?.TimestampMs ?? File.Object.LastModified.ToUnixTimeMilliseconds();

    public static async Task<CommitContent> ReadAsync(ObjectStore store, LogFile file, CancellationToken cancellationToken)
    {
        var content = new CommitContent(file);
        await CommitReader.ReadAsync(store, file, content.Add, cancellationToken).ConfigureAwait(false);
        return content;
    }

    private void Add(LogAction action)
    {
        switch (action)
        {
            case Metadata metadata: Metadata = metadata; break;
            case CommitInfo info: Info = info; break;
            case AddFile { DataChange: true } add: Added.Add(add); break;
            case RemoveFile { DataChange: true } remove: Removed.Add(remove); break;
            case ChangeDataFile cdc: ChangeData.Add(cdc); break;
        }
    }
}
