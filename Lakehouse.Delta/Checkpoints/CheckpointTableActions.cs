namespace Lakehouse.Delta;

/// <summary>The rows of a checkpoint that are about the table.</summary>
internal static class CheckpointTableActions
{
    public static void Read(ActionColumns columns, Action<LogAction> apply)
    {
        ReadProtocol(columns, apply);
        ReadMetadata(columns, apply);
        ReadTransactions(columns, apply);
        ReadDomains(columns, apply);
    }

    private static void ReadProtocol(ActionColumns columns, Action<LogAction> apply)
    {
        var reader = columns.Numbers("protocol.minReaderVersion");
        var writer = columns.Numbers("protocol.minWriterVersion");
        var readerFeatures = columns.Lists("protocol.readerFeatures");
        var writerFeatures = columns.Lists("protocol.writerFeatures");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (reader[row] is { } readerVersion)
            {
                apply(new Protocol(checked((int)readerVersion), checked((int)(writer[row] ?? 0)), readerFeatures[row], writerFeatures[row]));
            }
        }
    }

    private static void ReadMetadata(ActionColumns columns, Action<LogAction> apply)
    {
        var schema = columns.Texts("metaData.schemaString");
        if (Array.TrueForAll(schema, text => text is null))
        {
            return;
        }

        var id = columns.Texts("metaData.id");
        var name = columns.Texts("metaData.name");
        var description = columns.Texts("metaData.description");
        var provider = columns.Texts("metaData.format.provider");
        var options = columns.Maps("metaData.format.options");
        var partitionColumns = columns.Lists("metaData.partitionColumns");
        var configuration = columns.Maps("metaData.configuration");
        var created = columns.Numbers("metaData.createdTime");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (schema[row] is { } schemaString)
            {
                apply(new Metadata(id[row] ?? "", schemaString, partitionColumns[row] ?? [])
                {
                    Name = name[row],
                    Description = description[row],
                    FormatProvider = provider[row] ?? "parquet",
                    FormatOptions = options[row] ?? EmptyMap.Instance,
                    Configuration = configuration[row] ?? EmptyMap.Instance,
                    CreatedTime = created[row] is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null,
                });
            }
        }
    }

    private static void ReadTransactions(ActionColumns columns, Action<LogAction> apply)
    {
        var appId = columns.Texts("txn.appId");
        var version = columns.Numbers("txn.version");
        var updated = columns.Numbers("txn.lastUpdated");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (appId[row] is { } app)
            {
                apply(new AppTransaction(app, version[row] ?? throw new InvalidDataException($"The transaction of '{app}' has no version.")) { LastUpdatedMs = updated[row] });
            }
        }
    }

    private static void ReadDomains(ActionColumns columns, Action<LogAction> apply)
    {
        var domain = columns.Texts("domainMetadata.domain");
        var configuration = columns.Texts("domainMetadata.configuration");
        var removed = columns.Flags("domainMetadata.removed");
        for (var row = 0; row < columns.Rows; row++)
        {
            if (domain[row] is { } name)
            {
                apply(new DomainMetadata(name, configuration[row] ?? "", removed[row] ?? false));
            }
        }
    }
}
