namespace Lakehouse.Delta.Engine;

/// <summary>Chooses files that are too small, or hold too many deleted rows, and groups them.</summary>
internal sealed class Compaction(long targetSize, long smallerThan, bool purge)
{
    /// <summary>A file that has lost a larger part of its rows is worth writing anew.</summary>
    private const double MaxDeletedRatio = 0.05;

    /// <param name="partition">Files of one partition.</param>
    public IEnumerable<FileGroup> Groups(IEnumerable<NumberedFile> partition) =>
        FileGroup.Pack(partition.Where(IsChosen), targetSize).Where(group => group.Files.Count > 1 || purge || HasManyDeletedRows(group.Files[0].File));

    private bool IsChosen(NumberedFile file) => purge ? file.File.DeletionVector is not null : file.File.Size < smallerThan || HasManyDeletedRows(file.File);

    private static bool HasManyDeletedRows(AddFile file) =>
        file.DeletionVector is { } vector
        && (FileStatistics.ReadNumRecords(file.StatisticsJson.Span) is not { } rows || vector.Cardinality > rows * MaxDeletedRatio);
}
