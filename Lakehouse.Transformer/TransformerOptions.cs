using System.ComponentModel.DataAnnotations;
using Lakehouse.Transformer.Handover;
using Lakehouse.Transformer.Maintenance;
using Lakehouse.Transformer.Schedules;

namespace Lakehouse.Transformer;

/// <summary>Configuration section <c>Transformer</c>.</summary>
internal sealed class TransformerOptions
{
    public const string Section = "Transformer";

    /// <summary>Memory for all engines together, as DuckDB writes it (<c>1GB</c>); what does not fit goes to <see cref="TempDirectory"/>.</summary>
    [Range(64, 1 << 20)]
    public int MemoryMegabytes { get; init; } = 1024;

    /// <summary>Where engines put what does not fit into memory; null takes the system's temporary folder.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>
    /// Most megabytes in <see cref="TempDirectory"/> for indexes of large tables, by which a small batch finds its rows without reading the
    /// table; 0 for none.
    /// </summary>
    [Range(0, 1 << 30)]
    public int KeyIndexMegabytes { get; init; } = 8192;

    /// <summary>Data files with fewer rows than this get no index: to read them is as fast.</summary>
    [Range(1, long.MaxValue)]
    public long KeyIndexMinRows { get; init; } = 100_000;

    /// <summary>How many tables and models are worked on at once; they share memory and cores.</summary>
    [Range(1, 64)]
    public int MaxParallel { get; init; } = 2;

    /// <summary>How often raw is looked at for new files; null is 500 ms for a local folder, which also tells by itself, and 5 s for S3, where looking costs money.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "1.00:00:00")]
    public TimeSpan? PollInterval { get; init; }

    /// <summary>When runs start by themselves, besides those for new raw files.</summary>
    public IReadOnlyList<ScheduleOptions> Schedule { get; init; } = [];

    /// <summary>Most change files taken into one commit.</summary>
    [Range(1, 100_000)]
    public int MaxFilesPerCommit { get; init; } = 1000;

    /// <summary>Most bytes of change files taken into one commit (one larger file is taken alone).</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytesPerCommit { get; init; } = 256L << 20;

    /// <summary>
    /// An incremental refresh is done while the data files that changed are at most this share of the inputs' bytes: beyond it, finding
    /// and recomputing the affected keys costs more than computing all of them.
    /// </summary>
    [Range(0.0, double.MaxValue)]
    public double LargestIncrementalShare { get; init; } = 0.3;

    /// <summary>
    /// Most groups whose aggregates are kept in memory from one refresh of an incremental model to the next, over all models, so that a refresh
    /// reads what changed and not all rows of the affected groups. They count in <see cref="MemoryMegabytes"/>. What is beyond is grouped anew
    /// by each refresh. 0 keeps none.
    /// </summary>
    [Range(0, 100_000_000)]
    public int KeptAggregateGroups { get; init; } = 1_000_000;

    /// <summary>
    /// Whether staged tables and those of incremental models are made with deletion vectors: small batches then cost what they change. Readers
    /// without them (Athena) need copy-on-write.
    /// </summary>
    public bool DeletionVectors { get; init; } = true;

    /// <summary>Tables that are made without deletion vectors all the same: <c>staged.ratings</c>, or <c>ratings</c> for that of every zone.</summary>
    public IReadOnlyList<string> CopyOnWrite { get; init; } = [];

    /// <summary>Who does the work of runs.</summary>
    public EngineChoice Engine { get; init; }

    /// <summary>With <see cref="EngineChoice.Auto"/>, work is handed over to Spark when more bytes of raw files than this are pending.</summary>
    [Range(0, long.MaxValue)]
    public long GlueThresholdBytes { get; init; } = 10L << 30;

    /// <summary>How tables are cared for.</summary>
    public MaintenanceOptions Maintenance { get; init; } = new();

    /// <summary>How many finished runs <c>GET /runs</c> remembers.</summary>
    [Range(1, 10_000)]
    public int RunsKept { get; init; } = 200;

    /// <summary>How long finished runs are gathered before they are written to the history's tables in one commit.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan HistoryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many runs keep their page of data docs and their validation results; the table <c>ops.quality_results</c> keeps all.</summary>
    [Range(1, 100_000)]
    public int QualityPagesKept { get; init; } = 500;
}
