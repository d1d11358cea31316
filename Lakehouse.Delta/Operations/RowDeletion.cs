using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>Takes single rows out of data files by deletion vectors, where the table allows them.</summary>
internal sealed class RowDeletion(DuckDbEngine engine, Snapshot snapshot)
{
    /// <summary>Whether the table wants deletion vectors and each of the files can have one, which needs its number of rows.</summary>
    public static bool IsPossible(Snapshot snapshot, IEnumerable<NumberedFile> files) =>
        snapshot.Metadata.IsOn("delta.enableDeletionVectors")
        && snapshot.Protocol.Has("deletionVectors")
        && files.All(file => FileStatistics.ReadNumRecords(file.File.StatisticsJson.Span) is not null);

    /// <summary>Writes the vectors and gives the actions that put them in force. Holds the rows of one file at a time.</summary>
    /// <param name="addressSql">A SELECT of file number and row number of the rows to delete, in ascending order, each once.</param>
    /// <param name="files">All numbered files.</param>
    /// <param name="cancellationToken">Stops before anything is committed.</param>
    public async Task<(List<RemoveFile> Removed, List<AddFile> Added)> DeleteAsync(string addressSql, NumberedFile[] files, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var removed = new List<RemoveFile>();
        var added = new List<AddFile>();
        using var writer = new DeletionVectorWriter();
        await foreach (var (number, vector) in VectorsAsync(addressSql, cancellationToken).ConfigureAwait(false))
        {
            var file = files[number].File;
            var whole = file.DeletionVector is { } present
                ? vector.Union(await DeletionVectorReader.ReadAsync(snapshot, present, cancellationToken).ConfigureAwait(false))
                : vector;
            removed.Add(file.Remove(now, dataChange: true));
            if (whole.Cardinality < FileStatistics.ReadNumRecords(file.StatisticsJson.Span))
            {
                added.Add(file with { DeletionVector = writer.Add(whole), DataChange = true, StatisticsJson = WithWideBounds(file.StatisticsJson) });
            }
        }

        if (added.Count > 0)
        {
            await writer.PublishAsync(snapshot.Store, cancellationToken).ConfigureAwait(false);
        }

        return (removed, added);
    }

    /// <summary>Minima and maxima may now belong to deleted rows, which <c>tightBounds</c> tells.</summary>
    internal static byte[] WithWideBounds(ReadOnlyMemory<byte> statistics)
    {
        var text = Encoding.UTF8.GetString(statistics.Span);
        return Encoding.UTF8.GetBytes(text.Contains("\"tightBounds\"", StringComparison.Ordinal)
            ? text.Replace("\"tightBounds\":true", "\"tightBounds\":false", StringComparison.Ordinal)
            : text[..text.LastIndexOf('}')] + ",\"tightBounds\":false}");
    }

    private async IAsyncEnumerable<(int File, DeletionVector Vector)> VectorsAsync(string addressSql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = -1;
        var vector = new DeletionVector();
        await foreach (var row in engine.QueryAsync(addressSql, cancellationToken).ConfigureAwait(false))
        {
            var file = (int)row.GetInt64(0);
            if (file != number && number >= 0)
            {
                yield return (number, vector);
                vector = new DeletionVector();
            }

            number = file;
            vector.Append(row.GetInt64(1), 1);
        }

        if (number >= 0)
        {
            yield return (number, vector);
        }
    }
}
