using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>A table at one version: immutable, without open files.</summary>
public sealed class Snapshot
{
    private readonly TableState state;
    private readonly SnapshotFiles files;
    private readonly Lazy<StructType> schema;
    private readonly Lazy<IReadOnlyDictionary<string, long>> appTransactions;
    private long? totalBytes;

    internal Snapshot(ObjectStore store, long version, DateTimeOffset timestamp, TableState state, SnapshotFiles files, ObjectInfo? lastCommit)
    {
        Store = store;
        Version = version;
        Timestamp = timestamp;
        LastCommit = lastCommit;
        this.state = state;
        this.files = files;
        schema = new Lazy<StructType>(() => TableSchema.Parse(Metadata, store.Root, version));
        appTransactions = new Lazy<IReadOnlyDictionary<string, long>>(() => Transactions.ToDictionary(entry => entry.Key, entry => entry.Value.Version, StringComparer.Ordinal));
    }

    /// <summary>Location of the table, ending in '/'.</summary>
    public Uri Location => Store.Root;

    /// <summary>The version.</summary>
    public long Version { get; }

    /// <summary>Time of the version's commit: the in-commit timestamp where the table has them, else the commit file's time.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>Protocol versions and features.</summary>
    public Protocol Protocol => state.Protocol;

    /// <summary>Schema text, partition columns and properties.</summary>
    public Metadata Metadata => state.Metadata;

    /// <summary>The schema: all columns, partition columns among them, in the table's order.</summary>
    /// <exception cref="CorruptLogException">The schema text is damaged.</exception>
    /// <exception cref="UnsupportedFeatureException">A column has a type that is not known.</exception>
    public StructType Schema => schema.Value;

    /// <summary>The logical files of this version, in no particular order.</summary>
    public IReadOnlyList<AddFile> Files => files.Files;

    /// <summary>Number of logical files.</summary>
    public long FileCount => Files.Count;

    /// <summary>Length of all data files in bytes.</summary>
    public long TotalBytes => totalBytes ??= Files.Sum(file => file.Size);

    /// <summary>Progress of applications: appId → version.</summary>
    public IReadOnlyDictionary<string, long> AppTransactions => appTransactions.Value;

    /// <summary>Live domain metadata: domain → configuration.</summary>
    public IReadOnlyDictionary<string, DomainMetadata> Domains => state.Domains;

    internal ObjectStore Store { get; }

    internal IReadOnlyCollection<RemoveFile> Tombstones => files.Tombstones;

    internal IReadOnlyDictionary<string, AppTransaction> Transactions => state.Transactions;

    /// <summary>The commit of this version as the store has it; null where log cleanup has removed it.</summary>
    internal ObjectInfo? LastCommit { get; }

    /// <summary>The version after one more commit.</summary>
    internal Snapshot After(LogFile commit, IReadOnlyList<LogAction> actions)
    {
        var next = state.After(actions);
        var time = next.Metadata.IsOn(InCommitTimestamps.Enable) && actions.OfType<CommitInfo>().FirstOrDefault()?.InCommitTimestampMs is { } ms
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : commit.Object.LastModified;
        return new Snapshot(Store, commit.Version, time, next, files.After(actions), commit.Object);
    }
}
