using System.ComponentModel.DataAnnotations;

namespace Lakehouse.Transformer.Maintenance;

/// <summary>Configuration section <c>Transformer:Maintenance</c>: how tables are cared for.</summary>
internal sealed record MaintenanceOptions
{
    /// <summary>Whether small files are compacted and old ones deleted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often tables are looked at, between runs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Files of fewer bytes are small.</summary>
    [Range(1, long.MaxValue)]
    public long SmallFileBytes { get; init; } = 16L << 20;

    /// <summary>A table with so many small files is compacted.</summary>
    [Range(2, 100_000)]
    public int SmallFiles { get; init; } = 16;

    /// <summary>How often files that no version needs any more are deleted (VACUUM), and old commits with them.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan VacuumInterval { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long such files stay; at least what the table's own <c>delta.deletedFileRetentionDuration</c> says (7 days unless set). Null is just that.</summary>
    public TimeSpan? VacuumRetention { get; init; }

    /// <summary>How long raw files stay after they were staged; null keeps them for ever.</summary>
    public TimeSpan? RawRetention { get; init; }

    /// <summary>Whether raw files that a replay from all of raw needs stay, however old they are.</summary>
    public bool KeepRawForReplay { get; init; } = true;

    /// <summary>Other settings for single tables, by names like <c>staged.ratings</c> or <c>ops.runs</c>.</summary>
    public IReadOnlyDictionary<string, TableMaintenanceOptions> Tables { get; init; } = new Dictionary<string, TableMaintenanceOptions>();

    /// <summary>The settings for a table.</summary>
    public MaintenanceOptions For(string table) =>
        Tables.FirstOrDefault(entry => string.Equals(entry.Key, table, StringComparison.OrdinalIgnoreCase)).Value is not { } own ? this
        : this with
        {
            Enabled = own.Enabled ?? Enabled,
            SmallFiles = own.SmallFiles ?? SmallFiles,
            VacuumRetention = own.VacuumRetention ?? VacuumRetention,
            RawRetention = own.RawRetention ?? RawRetention,
            KeepRawForReplay = own.KeepRawForReplay ?? KeepRawForReplay,
        };
}
