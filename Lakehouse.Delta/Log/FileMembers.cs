using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>All members that an action about a file can have.</summary>
internal ref struct FileMembers
{
    public string? Path;
    public IReadOnlyDictionary<string, string?>? PartitionValues;
    public IReadOnlyDictionary<string, string?>? Tags;
    public long? Size;
    public long? SizeInBytes;
    public long? ModificationTime;
    public long? DeletionTimestamp;
    public long? BaseRowId;
    public long? DefaultRowCommitVersion;
    public bool? DataChange;
    public bool? ExtendedFileMetadata;
    public string? ClusteringProvider;
    public ReadOnlyMemory<byte> Statistics;
    public DeletionVectorDescriptor? DeletionVector;

    public FileMembers(ref Utf8JsonReader json)
    {
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "path": Path = json.Text(); break;
                case "partitionValues": PartitionValues = json.Map(); break;
                case "tags": Tags = json.Map(); break;
                case "size": Size = json.Number(); break;
                case "sizeInBytes": SizeInBytes = json.Number(); break;
                case "modificationTime": ModificationTime = json.Number(); break;
                case "deletionTimestamp": DeletionTimestamp = json.Number(); break;
                case "baseRowId": BaseRowId = json.Number(); break;
                case "defaultRowCommitVersion": DefaultRowCommitVersion = json.Number(); break;
                case "dataChange": DataChange = json.Flag(); break;
                case "extendedFileMetadata": ExtendedFileMetadata = json.Flag(); break;
                case "clusteringProvider": ClusteringProvider = json.Text(); break;
                case "stats": Statistics = json.Utf8(); break;
                case "deletionVector": DeletionVector = FileActionReader.ReadDeletionVector(ref json); break;
                default: json.SkipValue(); break;
            }
        }
    }
}
