using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>A table at one version: immutable, without open files.</summary>
public sealed class Snapshot
{
    private readonly Lazy<StructType> schema;
    private readonly Lazy<IReadOnlyDictionary<string, long>> appTransactions;
    private long? totalBytes;

    internal Snapshot(ObjectStore store, long version, DateTimeOffset timestamp, Reconciliation state, LogSegment segment)
    {
        Store = store;
        Version = version;
        Timestamp = timestamp;
        Protocol = state.Protocol!;
        Metadata = state.Metadata!;
        Files = [.. state.Files];
        Tombstones = state.Tombstones;
        Transactions = state.Transactions;
        Domains = state.Domains;
        Segment = segment;
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
    public Protocol Protocol { get; }

    /// <summary>Schema text, partition columns and properties.</summary>
    public Metadata Metadata { get; }

    /// <summary>The schema: all columns, partition columns among them, in the table's order.</summary>
    /// <exception cref="CorruptLogException">The schema text is damaged.</exception>
    /// <exception cref="UnsupportedFeatureException">A column has a type that is not known.</exception>
    public StructType Schema => schema.Value;

    /// <summary>The logical files of this version, in no particular order.</summary>
    public IReadOnlyList<AddFile> Files { get; }

    /// <summary>Number of logical files.</summary>
    public long FileCount => Files.Count;

    /// <summary>Length of all data files in bytes.</summary>
    public long TotalBytes => totalBytes ??= Files.Sum(file => file.Size);

    /// <summary>Progress of applications: appId → version.</summary>
    public IReadOnlyDictionary<string, long> AppTransactions => appTransactions.Value;

    /// <summary>Live domain metadata: domain → configuration.</summary>
    public IReadOnlyDictionary<string, DomainMetadata> Domains { get; }

    internal ObjectStore Store { get; }

    internal IReadOnlyCollection<RemoveFile> Tombstones { get; }

    internal IReadOnlyDictionary<string, AppTransaction> Transactions { get; }

    internal LogSegment Segment { get; }
}
