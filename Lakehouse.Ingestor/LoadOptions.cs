using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Guarding;
using Lakehouse.Ingestor.Raw;

namespace Lakehouse.Ingestor;

/// <summary>How the load works: configuration section <c>Ingestor</c>.</summary>
internal sealed record LoadOptions
{
    public const string Section = "Ingestor";

    /// <summary>COPYs at the same time.</summary>
    public int Parallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>A file is ended by the row group that takes it beyond this size.</summary>
    public long FileBytes { get; init; } = 128L << 20;

    /// <summary>Rows of a row group at most.</summary>
    public int RowGroupRows { get; init; } = 1_000_000;

    /// <summary>Bytes of values, as Postgres sends them, of a row group at most; memory is about four times that for each COPY.</summary>
    public long RowGroupBytes { get; init; } = 24L << 20;

    /// <summary>Tables are split into ranges of about this many bytes of heap.</summary>
    public long RangeBytes { get; init; } = 512L << 20;

    /// <summary>The largest value that is accepted; it lies in memory up to nine times while Parquet encodes it.</summary>
    public int MaxValueBytes { get; init; } = 32 << 20;

    /// <summary>The files' codec.</summary>
    public RawCompression Compression { get; init; } = RawCompression.Snappy;

    /// <summary>How long the load waits for a table that an ALTER TABLE or the like has locked.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the source keeps a load's snapshot and table locks after the Ingestor was killed, for the next start to go on, unless
    /// an ALTER TABLE or the like waits for them. Zero: a killed load always starts anew.
    /// </summary>
    public TimeSpan SnapshotHold { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether changes are captured after the load, where the server can do it.</summary>
    public bool CaptureChanges { get; init; } = true;

    /// <summary>How long a change waits for others before its file is published.</summary>
    public TimeSpan ChangeInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows of a change file, beyond which a large transaction goes on in another.</summary>
    public long FileRows { get; init; } = 10_000_000;

    /// <summary>Bytes of values of all tables' changes that wait in memory for their file.</summary>
    public long ChangeBufferBytes { get; init; } = 64L << 20;

    /// <summary>Whether the server may send large transactions while they run (PostgreSQL 14 and newer); else it keeps them on its own disk until they commit.</summary>
    public bool Streaming { get; init; } = true;

    /// <summary>Folder for transactions in progress; empty: the system's for temporary files.</summary>
    public string SpoolFolder { get; init; } = "";

    /// <summary>Disk space for transactions in progress. Beyond it the server keeps them.</summary>
    public long SpoolBytes { get; init; } = 16L << 30;

    /// <summary>Which changes are captured that the source itself got by replication.</summary>
    public OriginFilter Origin { get; init; } = OriginFilter.Any;

    /// <summary>WAL that the slot may keep back on the server before <see cref="SlotLimitAction"/>; warnings begin at half of it.</summary>
    public long SlotBudgetBytes { get; init; } = 32L << 30;

    /// <summary>What happens when capture is behind by <see cref="SlotBudgetBytes"/>.</summary>
    public SlotLimitAction SlotLimitAction { get; init; } = SlotLimitAction.Keep;

    /// <summary>How often the slot is looked at, and a database without transactions given a sign of life.</summary>
    public TimeSpan GuardInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often new tables are looked for.</summary>
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidOperationException">A value makes no sense.</exception>
    public LoadOptions Validated() =>
        Parallelism is >= 1 and <= 64 && FileBytes > 0 && RowGroupRows > 0 && RowGroupBytes > 0 && FileRows > 0 && ChangeBufferBytes > 0 && SpoolBytes > 0 && SlotBudgetBytes > 0 && GuardInterval > TimeSpan.Zero && RangeBytes >= 1 << 20 && MaxValueBytes is > 0 and < 1 << 30
            && LockTimeout > TimeSpan.Zero && DiscoveryInterval > TimeSpan.Zero && ChangeInterval >= TimeSpan.Zero && SnapshotHold >= TimeSpan.Zero
            ? this
            : throw new InvalidOperationException(
                $"The configuration section '{Section}' has a value out of range: Parallelism 1 to 64, RangeBytes at least 1048576, MaxValueBytes below 1 GiB, all others above zero. It reads: {this}");
}
