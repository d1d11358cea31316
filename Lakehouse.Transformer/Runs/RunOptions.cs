using Lakehouse.Pipelines;

namespace Lakehouse.Transformer.Runs;

/// <summary>What a run is asked to do beyond bringing everything up to date.</summary>
internal sealed record RunOptions
{
    public static readonly RunOptions Default = new();

    /// <summary>The tables that are asked for; null for all. The models that read them, directly or not, follow.</summary>
    public IReadOnlyList<TableReference>? Tables { get; init; }

    /// <summary>Whether models are computed anew even where nothing changed.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Whether staged tables are built anew from all of raw.</summary>
    public bool Replay { get; init; }

    /// <summary>Version from which a staged table is built anew: its rows then, and what raw has from there on.</summary>
    public IReadOnlyDictionary<TableReference, long> ReplayFrom { get; init; } = new Dictionary<TableReference, long>();

    public bool IsDefault => Tables is null && !FullRefresh && !Replay && ReplayFrom.Count == 0;

    public bool Names(TableReference table) => Tables is null || Tables.Contains(table);

    /// <summary>Whether a staged table is built anew, and from which version; no version means from all of raw.</summary>
    public bool Replays(TableReference table, out long? version)
    {
        version = ReplayFrom.TryGetValue(table, out var from) ? from : null;
        return version is not null || (Replay && Names(table));
    }

    /// <summary>Like <c>tables=staged.movies fullRefresh</c>.</summary>
    public override string ToString() => string.Join(' ', new[]
    {
        Tables is null ? null : $"tables={string.Join(',', Tables)}",
        FullRefresh ? "fullRefresh" : null,
        Replay ? "replay" : null,
        ReplayFrom.Count == 0 ? null : $"replayFrom={string.Join(',', ReplayFrom.Select(table => $"{table.Key}@{table.Value}"))}",
    }.OfType<string>());
}
