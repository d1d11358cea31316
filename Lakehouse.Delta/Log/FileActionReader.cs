using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Reads the actions about files: add, remove, cdc, sidecar.</summary>
internal static class FileActionReader
{
    public static AddFile ReadAdd(ref Utf8JsonReader json)
    {
        var add = new FileMembers(ref json);
        return new AddFile(
            JsonValues.Required(add.Path, "add.path"),
            add.PartitionValues ?? EmptyMap.Instance,
            add.Size ?? 0,
            add.ModificationTime ?? 0,
            add.DataChange ?? true)
        {
            StatisticsJson = add.Statistics,
            Tags = add.Tags,
            DeletionVector = add.DeletionVector,
            BaseRowId = add.BaseRowId,
            DefaultRowCommitVersion = add.DefaultRowCommitVersion,
            ClusteringProvider = add.ClusteringProvider,
        };
    }

    public static RemoveFile ReadRemove(ref Utf8JsonReader json)
    {
        var remove = new FileMembers(ref json);
        return new RemoveFile(JsonValues.Required(remove.Path, "remove.path"), remove.DataChange ?? true)
        {
            DeletionTimestampMs = remove.DeletionTimestamp,
            ExtendedFileMetadata = remove.ExtendedFileMetadata ?? false,
            PartitionValues = remove.PartitionValues,
            Size = remove.Size,
            Tags = remove.Tags,
            DeletionVector = remove.DeletionVector,
            BaseRowId = remove.BaseRowId,
            DefaultRowCommitVersion = remove.DefaultRowCommitVersion,
        };
    }

    public static ChangeDataFile ReadChangeData(ref Utf8JsonReader json)
    {
        var cdc = new FileMembers(ref json);
        return new ChangeDataFile(JsonValues.Required(cdc.Path, "cdc.path"), cdc.PartitionValues ?? EmptyMap.Instance, cdc.Size ?? 0);
    }

    public static Sidecar ReadSidecar(ref Utf8JsonReader json)
    {
        var sidecar = new FileMembers(ref json);
        return new Sidecar(JsonValues.Required(sidecar.Path, "sidecar.path"), sidecar.SizeInBytes ?? 0);
    }

    public static DeletionVectorDescriptor? ReadDeletionVector(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        string? storageType = null, path = null;
        long? offset = null, size = null, cardinality = null;
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "storageType": storageType = json.Text(); break;
                case "pathOrInlineDv": path = json.Text(); break;
                case "offset": offset = json.Number(); break;
                case "sizeInBytes": size = json.Number(); break;
                case "cardinality": cardinality = json.Number(); break;
                default: json.SkipValue(); break;
            }
        }

        return new DeletionVectorDescriptor(
            JsonValues.Required(storageType, "deletionVector.storageType"),
            JsonValues.Required(path, "deletionVector.pathOrInlineDv"),
            offset is null ? null : checked((int)offset),
            checked((int)JsonValues.Required(size, "deletionVector.sizeInBytes")),
            JsonValues.Required(cardinality, "deletionVector.cardinality"));
    }
}
