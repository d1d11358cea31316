namespace Lakehouse.Delta.Engine;

/// <summary>Chooses the files that OPTIMIZE writes anew, and groups them.</summary>
/// <param name="targetSize">Length that new files should have.</param>
/// <param name="smallerThan">Length below which files are put together.</param>
/// <param name="purge">Only to take deleted rows out.</param>
/// <param name="layout">Whether rows are laid out by columns, which takes all files of a partition together.</param>
/// <param name="clustered">Whether files that are clustered already stay as they are.</param>
internal sealed class Compaction(long targetSize, long smallerThan, bool purge, bool layout, bool clustered)
{
    /// <summary>The name under which this library clusters files; those of other implementations are not touched (PROTOCOL.md: Clustered Table).</summary>
    public const string ClusteringProvider = "lakehouse";

    /// <summary>A file that has lost a larger part of its rows is worth writing anew.</summary>
    private const double MaxDeletedRatio = 0.05;

    /// <param name="partition">Files of one partition.</param>
    public IEnumerable<FileGroup> Groups(IEnumerable<NumberedFile> partition)
    {
        if (!layout)
        {
            return FileGroup.Pack(partition.Where(IsChosen), targetSize).Where(group => group.Files.Count > 1 || purge || HasManyDeletedRows(group.Files[0].File));
        }

        NumberedFile[] chosen = [.. partition.Where(file => !clustered || file.File.ClusteringProvider is null)];
        return chosen.Length == 0 || (chosen.Length == 1 && !clustered) ? [] : [new FileGroup(chosen)];
    }

    private bool IsChosen(NumberedFile file) => purge ? file.File.DeletionVector is not null : file.File.Size < smallerThan || HasManyDeletedRows(file.File);

    private static bool HasManyDeletedRows(AddFile file) =>
        file.DeletionVector is { } vector
        && (FileStatistics.ReadNumRecords(file.StatisticsJson.Span) is not { } rows || vector.Cardinality > rows * MaxDeletedRatio);
}
