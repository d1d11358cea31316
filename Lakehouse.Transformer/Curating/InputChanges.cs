using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Curating;

/// <summary>The rows by which two versions of a table differ.</summary>
/// <remarks>
/// A table with a change data feed says so itself. Of another, they are found in the data files that only one of the versions has: what was
/// rewritten without a change (compaction, rows that an update carried along) cancels out.
/// </remarks>
/// <param name="Rows">A SELECT of the rows, old and new, with <c>__sign</c>: +1 for a row that came, -1 for one that went.</param>
/// <param name="Before">The earlier version.</param>
/// <param name="Bytes">Size of the files that are read for it.</param>
internal sealed record InputChanges(string Rows, long Before, long Bytes)
{
    /// <exception cref="DeltaException">The versions cannot be read.</exception>
    public static async Task<InputChanges> BetweenAsync(DeltaTable table, Snapshot before, Snapshot after, CancellationToken cancellationToken)
    {
        if (before.Version == after.Version)
        {
            return new InputChanges($"SELECT *, 1 AS __sign FROM {(await DeltaScan.PlanAsync(before, [], cancellationToken)).Sql}", before.Version, 0);
        }

        try
        {
            var feed = await ChangeDataFeed.PlanAsync(table, before, after, cancellationToken);
            return new InputChanges($"SELECT *, CASE WHEN _change_type IN ('insert', 'update_postimage') THEN 1 ELSE -1 END AS __sign FROM {feed.Sql}", before.Version, feed.Bytes);
        }
        catch (ChangeDataUnavailableException)
        {
            return await FromFilesAsync(before, after, cancellationToken);
        }
    }

    /// <summary>The distinct values of some columns in the rows that differ.</summary>
    public string DistinctValues(IReadOnlyList<string> columns) => $"SELECT DISTINCT {Identifiers(columns)} FROM ({Rows})";

    private static async Task<InputChanges> FromFilesAsync(Snapshot before, Snapshot after, CancellationToken cancellationToken)
    {
        var kept = Identities(before);
        kept.IntersectWith(Identities(after));
        var gone = before.Files.Where(file => !kept.Contains(Identity(file))).ToList();
        var come = after.Files.Where(file => !kept.Contains(Identity(file))).ToList();
        var old = (await DeltaScan.PlanAsync(before, gone, cancellationToken)).Sql;
        var now = (await DeltaScan.PlanAsync(after, come, cancellationToken)).Sql;
        return new InputChanges(
            $"SELECT *, -1 AS __sign FROM (SELECT * FROM {old} EXCEPT ALL SELECT * FROM {now}) UNION ALL SELECT *, 1 AS __sign FROM (SELECT * FROM {now} EXCEPT ALL SELECT * FROM {old})",
            before.Version,
            gone.Sum(file => file.Size) + come.Sum(file => file.Size));
    }

    private static HashSet<(string, DeletionVectorDescriptor?)> Identities(Snapshot snapshot) => [.. snapshot.Files.Select(Identity)];

    /// <summary>A file whose deletion vector changed is another logical file.</summary>
    private static (string Path, DeletionVectorDescriptor? Deleted) Identity(AddFile file) => (file.Path, file.DeletionVector);
}
