using ParquetSharp;

namespace Lakehouse.Delta;

/// <summary>Reads the actions of a Parquet checkpoint or sidecar.</summary>
internal static class ParquetCheckpoint
{
    /// <exception cref="ParquetException">The file is damaged.</exception>
    /// <exception cref="InvalidDataException">The file is Parquet, but no checkpoint.</exception>
    public static void Read(Stream stream, Action<LogAction> apply, CancellationToken cancellationToken)
    {
        using var reader = new ParquetFileReader(stream, leaveOpen: true);
        var schema = reader.FileMetaData.Schema;
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < reader.FileMetaData.NumColumns; i++)
        {
            indexes.TryAdd(schema.Column(i).Path.ToDotString(), i);
        }

        if (!indexes.Keys.Any(path => path.StartsWith("add.", StringComparison.Ordinal) || path.StartsWith("metaData.", StringComparison.Ordinal) || path.StartsWith("sidecar.", StringComparison.Ordinal)))
        {
            throw new InvalidDataException("The file has none of the columns of a checkpoint.");
        }

        for (var i = 0; i < reader.FileMetaData.NumRowGroups; i++)
        {
            using var group = reader.RowGroup(i);
            var columns = new ActionColumns(group, indexes, cancellationToken);
            CheckpointTableActions.Read(columns, apply);
            CheckpointFileActions.Read(columns, apply);
        }
    }
}
