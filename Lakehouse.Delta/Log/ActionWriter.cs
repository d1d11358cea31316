using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Writes actions as newline-delimited JSON: the content of a commit.</summary>
internal sealed class ActionWriter : IDisposable
{
    private readonly MemoryStream buffer = new();
    private readonly Utf8JsonWriter json;
    private readonly bool withStatisticsTexts;

    /// <param name="withStatisticsTexts">Whether adds also have their statistics as an object of texts, from which a checkpoint gets its structs.</param>
    public ActionWriter(bool withStatisticsTexts = false)
    {
        this.withStatisticsTexts = withStatisticsTexts;
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public static byte[] ToBytes(IEnumerable<LogAction> actions, bool withStatisticsTexts = false)
    {
        using var writer = new ActionWriter(withStatisticsTexts);
        foreach (var action in actions)
        {
            writer.Write(action);
        }

        return writer.buffer.ToArray();
    }

    public void Dispose()
    {
        json.Dispose();
        buffer.Dispose();
    }

    private void Write(LogAction action)
    {
        json.WriteStartObject();
        switch (action)
        {
            case AddFile add: Write(add); break;
            case RemoveFile remove: Write(remove); break;
            case ChangeDataFile cdc: Write(cdc); break;
            case Metadata metadata: Write(metadata); break;
            case Protocol protocol: Write(protocol); break;
            case AppTransaction transaction: Write(transaction); break;
            case DomainMetadata domain: Write(domain); break;
            case CommitInfo info: Write(info); break;
            case Sidecar sidecar: Write(sidecar); break;
            case CheckpointMetadata checkpoint: Write(checkpoint); break;
            default: throw new ArgumentException($"Commits hold no {action.GetType().Name}.", nameof(action));
        }

        json.WriteEndObject();
        json.Flush();
        json.Reset();
        buffer.WriteByte((byte)'\n');
    }

    private void Write(AddFile add)
    {
        json.WriteStartObject("add");
        json.WriteString("path", add.Path);
        WriteMap("partitionValues", add.PartitionValues);
        json.WriteNumber("size", add.Size);
        json.WriteNumber("modificationTime", add.ModificationTimeMs);
        json.WriteBoolean("dataChange", add.DataChange);
        if (!add.StatisticsJson.IsEmpty)
        {
            json.WriteString("stats", add.StatisticsJson.Span);
            if (withStatisticsTexts)
            {
                json.WritePropertyName("stats_parsed");
                StatisticsTexts.Write(json, add.StatisticsJson);
            }
        }

        WriteShared(add.Tags, add.DeletionVector, add.BaseRowId, add.DefaultRowCommitVersion);
        WriteText("clusteringProvider", add.ClusteringProvider);
        json.WriteEndObject();
    }

    private void Write(RemoveFile remove)
    {
        json.WriteStartObject("remove");
        json.WriteString("path", remove.Path);
        WriteNumber("deletionTimestamp", remove.DeletionTimestampMs);
        json.WriteBoolean("dataChange", remove.DataChange);
        json.WriteBoolean("extendedFileMetadata", remove.ExtendedFileMetadata);
        if (remove.PartitionValues is { } values)
        {
            WriteMap("partitionValues", values);
        }

        WriteNumber("size", remove.Size);
        WriteShared(remove.Tags, remove.DeletionVector, remove.BaseRowId, remove.DefaultRowCommitVersion);
        json.WriteEndObject();
    }

    private void Write(ChangeDataFile cdc)
    {
        json.WriteStartObject("cdc");
        json.WriteString("path", cdc.Path);
        WriteMap("partitionValues", cdc.PartitionValues);
        json.WriteNumber("size", cdc.Size);
        json.WriteBoolean("dataChange", false);
        json.WriteEndObject();
    }

    private void WriteShared(IReadOnlyDictionary<string, string?>? tags, DeletionVectorDescriptor? vector, long? baseRowId, long? rowCommitVersion)
    {
        if (tags is not null)
        {
            WriteMap("tags", tags);
        }

        if (vector is not null)
        {
            json.WriteStartObject("deletionVector");
            json.WriteString("storageType", vector.StorageType);
            json.WriteString("pathOrInlineDv", vector.PathOrInlineDv);
            WriteNumber("offset", vector.Offset);
            json.WriteNumber("sizeInBytes", vector.SizeInBytes);
            json.WriteNumber("cardinality", vector.Cardinality);
            json.WriteEndObject();
        }

        WriteNumber("baseRowId", baseRowId);
        WriteNumber("defaultRowCommitVersion", rowCommitVersion);
    }

    private void Write(Metadata metadata)
    {
        json.WriteStartObject("metaData");
        json.WriteString("id", metadata.Id);
        WriteText("name", metadata.Name);
        WriteText("description", metadata.Description);
        json.WriteStartObject("format");
        json.WriteString("provider", metadata.FormatProvider);
        WriteMap("options", metadata.FormatOptions);
        json.WriteEndObject();
        json.WriteString("schemaString", metadata.SchemaString);
        WriteList("partitionColumns", metadata.PartitionColumns);
        WriteMap("configuration", metadata.Configuration);
        WriteNumber("createdTime", metadata.CreatedTime?.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    private void Write(Protocol protocol)
    {
        json.WriteStartObject("protocol");
        json.WriteNumber("minReaderVersion", protocol.MinReaderVersion);
        json.WriteNumber("minWriterVersion", protocol.MinWriterVersion);
        if (protocol.MinReaderVersion >= 3)
        {
            WriteList("readerFeatures", protocol.ReaderFeatures ?? []);
        }

        if (protocol.MinWriterVersion >= 7)
        {
            WriteList("writerFeatures", protocol.WriterFeatures ?? []);
        }

        json.WriteEndObject();
    }

    private void Write(AppTransaction transaction)
    {
        json.WriteStartObject("txn");
        json.WriteString("appId", transaction.AppId);
        json.WriteNumber("version", transaction.Version);
        WriteNumber("lastUpdated", transaction.LastUpdatedMs);
        json.WriteEndObject();
    }

    private void Write(DomainMetadata domain)
    {
        json.WriteStartObject("domainMetadata");
        json.WriteString("domain", domain.Domain);
        json.WriteString("configuration", domain.Configuration);
        json.WriteBoolean("removed", domain.Removed);
        json.WriteEndObject();
    }

    private void Write(CommitInfo info)
    {
        json.WriteStartObject("commitInfo");
        WriteNumber("inCommitTimestamp", info.InCommitTimestampMs);
        WriteNumber("timestamp", info.TimestampMs);
        WriteText("operation", info.Operation);
        WriteMap("operationParameters", info.OperationParameters);
        WriteNumber("readVersion", info.ReadVersion);
        WriteText("isolationLevel", info.IsolationLevel);
        if (info.IsBlindAppend is { } blind)
        {
            json.WriteBoolean("isBlindAppend", blind);
        }

        WriteMap("operationMetrics", info.OperationMetrics);
        if (info.Tags is { } tags)
        {
            WriteMap("tags", tags);
        }

        WriteText("engineInfo", info.EngineInfo);
        WriteText("txnId", info.TxnId);
        WriteText("userMetadata", info.UserMetadata);
        json.WriteEndObject();
    }

    private void Write(Sidecar sidecar)
    {
        json.WriteStartObject("sidecar");
        json.WriteString("path", sidecar.Path);
        json.WriteNumber("sizeInBytes", sidecar.Size);
        json.WriteNumber("modificationTime", sidecar.ModificationTimeMs);
        json.WriteEndObject();
    }

    private void Write(CheckpointMetadata checkpoint)
    {
        json.WriteStartObject("checkpointMetadata");
        json.WriteNumber("version", checkpoint.Version);
        json.WriteEndObject();
    }

    private void WriteMap(string name, IReadOnlyDictionary<string, string?> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private void WriteList(string name, IReadOnlyList<string> list)
    {
        json.WriteStartArray(name);
        foreach (var item in list)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }

    private void WriteNumber(string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private void WriteText(string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
