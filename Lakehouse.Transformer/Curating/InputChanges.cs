using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Curating;

/// <summary>
/// The rows by which two versions of a table differ, found from the data files that only one of them has. Files that were rewritten
/// without a change (compaction, rows that an update carried along) cancel out.
/// </summary>
/// <param name="Before">Scan of the files that only the old version has.</param>
/// <param name="After">Scan of the files that only the new version has.</param>
/// <param name="Bytes">Size of both.</param>
internal sealed record InputChanges(string Before, string After, long Bytes)
{
    /// <exception cref="DeltaException">The files cannot be read.</exception>
    public static async Task<InputChanges> BetweenAsync(Snapshot before, Snapshot after, CancellationToken cancellationToken)
    {
        var kept = Identities(before);
        kept.IntersectWith(Identities(after));
        var gone = before.Files.Where(file => !kept.Contains(Identity(file))).ToList();
        var come = after.Files.Where(file => !kept.Contains(Identity(file))).ToList();
        return new InputChanges(
            (await DeltaScan.PlanAsync(before, gone, cancellationToken)).Sql,
            (await DeltaScan.PlanAsync(after, come, cancellationToken)).Sql,
            gone.Sum(file => file.Size) + come.Sum(file => file.Size));
    }

    /// <summary>The distinct values of some columns in the rows that differ.</summary>
    public string DistinctValues(IReadOnlyList<string> columns) =>
        $"SELECT DISTINCT {Identifiers(columns)} FROM ((SELECT * FROM {Before} EXCEPT ALL SELECT * FROM {After}) UNION ALL (SELECT * FROM {After} EXCEPT ALL SELECT * FROM {Before}))";

    private static HashSet<(string, DeletionVectorDescriptor?)> Identities(Snapshot snapshot) => [.. snapshot.Files.Select(Identity)];

    /// <summary>A file whose deletion vector changed is another logical file.</summary>
    private static (string Path, DeletionVectorDescriptor? Deleted) Identity(AddFile file) => (file.Path, file.DeletionVector);
}
