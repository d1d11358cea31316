using System.Globalization;
using System.Text;

namespace Lakehouse.Delta;

/// <summary>The rows of a checkpoint that are about files.</summary>
internal static class CheckpointFileActions
{
    public static void Read(ActionColumns columns, Action<LogAction> apply)
    {
        ReadAdds(columns, apply);
        ReadRemoves(columns, apply);
        ReadSidecars(columns, apply);
    }

    private static void ReadAdds(ActionColumns columns, Action<LogAction> apply)
    {
        var path = columns.Texts("add.path");
        var partitionValues = columns.Maps("add.partitionValues");
        var size = columns.Numbers("add.size");
        var modified = columns.Numbers("add.modificationTime");
        var dataChange = columns.Flags("add.dataChange");
        var statistics = columns.Bytes("add.stats");
        var parsedRows = columns.Numbers("add.stats_parsed.numRecords");
        var tags = columns.Maps("add.tags");
        var vectors = ReadVectors(columns, "add");
        var baseRowId = columns.Numbers("add.baseRowId");
        var rowCommitVersion = columns.Numbers("add.defaultRowCommitVersion");
        var clustering = columns.Texts("add.clusteringProvider");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (path[row] is { } file)
            {
                apply(new AddFile(file, partitionValues[row] ?? EmptyMap.Instance, size[row] ?? 0, modified[row] ?? 0, dataChange[row] ?? false)
                {
                    StatisticsJson = statistics[row] ?? RowsOnly(parsedRows[row]),
                    Tags = tags[row],
                    DeletionVector = vectors[row],
                    BaseRowId = baseRowId[row],
                    DefaultRowCommitVersion = rowCommitVersion[row],
                    ClusteringProvider = clustering[row],
                });
            }
        }
    }

    private static void ReadRemoves(ActionColumns columns, Action<LogAction> apply)
    {
        var path = columns.Texts("remove.path");
        if (Array.TrueForAll(path, text => text is null))
        {
            return;
        }

        var deleted = columns.Numbers("remove.deletionTimestamp");
        var dataChange = columns.Flags("remove.dataChange");
        var extended = columns.Flags("remove.extendedFileMetadata");
        var partitionValues = columns.Maps("remove.partitionValues");
        var size = columns.Numbers("remove.size");
        var vectors = ReadVectors(columns, "remove");
        var baseRowId = columns.Numbers("remove.baseRowId");
        var rowCommitVersion = columns.Numbers("remove.defaultRowCommitVersion");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (path[row] is { } file)
            {
                apply(new RemoveFile(file, dataChange[row] ?? false)
                {
                    DeletionTimestampMs = deleted[row],
                    ExtendedFileMetadata = extended[row] ?? false,
                    PartitionValues = partitionValues[row],
                    Size = size[row],
                    DeletionVector = vectors[row],
                    BaseRowId = baseRowId[row],
                    DefaultRowCommitVersion = rowCommitVersion[row],
                });
            }
        }
    }

    private static void ReadSidecars(ActionColumns columns, Action<LogAction> apply)
    {
        var path = columns.Texts("sidecar.path");
        var size = columns.Numbers("sidecar.sizeInBytes");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (path[row] is { } file)
            {
                apply(new Sidecar(file, size[row] ?? 0));
            }
        }
    }

    private static DeletionVectorDescriptor?[] ReadVectors(ActionColumns columns, string action)
    {
        var result = new DeletionVectorDescriptor?[columns.Rows];
        var storageType = columns.Texts($"{action}.deletionVector.storageType");
        if (Array.TrueForAll(storageType, text => text is null))
        {
            return result;
        }

        var path = columns.Texts($"{action}.deletionVector.pathOrInlineDv");
        var offset = columns.Numbers($"{action}.deletionVector.offset");
        var size = columns.Numbers($"{action}.deletionVector.sizeInBytes");
        var cardinality = columns.Numbers($"{action}.deletionVector.cardinality");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (storageType[row] is { } type)
            {
                result[row] = new DeletionVectorDescriptor(
                    type,
                    path[row] ?? throw new InvalidDataException("A deletion vector has no path."),
                    offset[row] is { } start ? checked((int)start) : null,
                    checked((int)(size[row] ?? 0)),
                    cardinality[row] ?? 0);
            }
        }

        return result;
    }

    /// <summary>Tables with <c>delta.checkpoint.writeStatsAsJson=false</c> keep statistics as columns; the number of rows matters most.</summary>
    private static ReadOnlyMemory<byte> RowsOnly(long? rows) =>
        rows is null ? default : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"numRecords\":{rows}}}"));
}
