using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Reads the actions about the table: protocol, metaData, txn, domainMetadata, commitInfo.</summary>
internal static class TableActionReader
{
    public static Protocol ReadProtocol(ref Utf8JsonReader json)
    {
        long? reader = null, writer = null;
        IReadOnlyList<string>? readerFeatures = null, writerFeatures = null;
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "minReaderVersion": reader = json.Number(); break;
                case "minWriterVersion": writer = json.Number(); break;
                case "readerFeatures": readerFeatures = json.List(); break;
                case "writerFeatures": writerFeatures = json.List(); break;
                default: json.SkipValue(); break;
            }
        }

        return new Protocol(
            checked((int)JsonValues.Required(reader, "protocol.minReaderVersion")),
            checked((int)JsonValues.Required(writer, "protocol.minWriterVersion")),
            readerFeatures,
            writerFeatures);
    }

    public static Metadata ReadMetadata(ref Utf8JsonReader json)
    {
        string? id = null, name = null, description = null, schema = null, provider = null;
        IReadOnlyList<string>? partitionColumns = null;
        IReadOnlyDictionary<string, string?>? configuration = null, options = null;
        long? created = null;
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "id": id = json.Text(); break;
                case "name": name = json.Text(); break;
                case "description": description = json.Text(); break;
                case "schemaString": schema = json.Text(); break;
                case "partitionColumns": partitionColumns = json.List(); break;
                case "configuration": configuration = json.Map(); break;
                case "createdTime": created = json.Number(); break;
                case "format": (provider, options) = ReadFormat(ref json); break;
                default: json.SkipValue(); break;
            }
        }

        return new Metadata(id ?? "", schema ?? "", partitionColumns ?? [])
        {
            Name = name,
            Description = description,
            FormatProvider = provider ?? "parquet",
            FormatOptions = options ?? EmptyMap.Instance,
            Configuration = configuration ?? EmptyMap.Instance,
            CreatedTime = created is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
        };
    }

    public static AppTransaction ReadTransaction(ref Utf8JsonReader json)
    {
        string? appId = null;
        long? version = null, updated = null;
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "appId": appId = json.Text(); break;
                case "version": version = json.Number(); break;
                case "lastUpdated": updated = json.Number(); break;
                default: json.SkipValue(); break;
            }
        }

        return new AppTransaction(JsonValues.Required(appId, "txn.appId"), JsonValues.Required(version, "txn.version")) { LastUpdatedMs = updated };
    }

    public static DomainMetadata ReadDomain(ref Utf8JsonReader json)
    {
        string? domain = null, configuration = null;
        bool? removed = null;
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "domain": domain = json.Text(); break;
                case "configuration": configuration = json.Text(); break;
                case "removed": removed = json.Flag(); break;
                default: json.SkipValue(); break;
            }
        }

        return new DomainMetadata(JsonValues.Required(domain, "domainMetadata.domain"), configuration ?? "", removed ?? false);
    }

    public static CheckpointMetadata ReadCheckpointMetadata(ref Utf8JsonReader json)
    {
        long? version = null;
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "version": version = json.Number(); break;
                default: json.SkipValue(); break;
            }
        }

        return new CheckpointMetadata(version ?? -1);
    }

    public static CommitInfo ReadCommitInfo(ref Utf8JsonReader json)
    {
        var info = new CommitInfo();
        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "timestamp": info = info with { TimestampMs = ReadTime(ref json) }; break;
                case "inCommitTimestamp": info = info with { InCommitTimestampMs = json.Number() }; break;
                case "operation": info = info with { Operation = json.Text() }; break;
                case "operationParameters": info = info with { OperationParameters = ReadMap(ref json) }; break;
                case "operationMetrics": info = info with { OperationMetrics = ReadMap(ref json) }; break;
                case "engineInfo": info = info with { EngineInfo = json.Text() }; break;
                case "readVersion": info = info with { ReadVersion = json.Number() }; break;
                case "isBlindAppend": info = info with { IsBlindAppend = json.Flag() }; break;
                case "isolationLevel": info = info with { IsolationLevel = json.Text() }; break;
                case "tags": info = info with { Tags = ReadMap(ref json) }; break;
                case "txnId": info = info with { TxnId = json.Text() }; break;
                case "userMetadata": info = info with { UserMetadata = json.Text() }; break;
                default: json.SkipValue(); break;
            }
        }

        return info;
    }

    /// <summary>commitInfo is free text by the protocol, so an odd time (some writers put a date there) is no damage.</summary>
    private static long? ReadTime(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var ms))
        {
            return ms;
        }

        json.Skip();
        return null;
    }

    private static IReadOnlyDictionary<string, string?> ReadMap(ref Utf8JsonReader json)
    {
        var ahead = json;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.StartObject)
        {
            return json.Map()!;
        }

        json.SkipValue();
        return EmptyMap.Instance;
    }

    private static (string? Provider, IReadOnlyDictionary<string, string?>? Options) ReadFormat(ref Utf8JsonReader json)
    {
        string? provider = null;
        IReadOnlyDictionary<string, string?>? options = null;
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return (null, null);
        }

        while (json.NextMember())
        {
            switch (json.GetString())
            {
                case "provider": provider = json.Text(); break;
                case "options": options = json.Map(); break;
                default: json.SkipValue(); break;
            }
        }

        return (provider, options);
    }
}
