using Lakehouse.Delta;

namespace Lakehouse.Cli.Tables;

/// <summary>What <c>lakehouse table show</c> tells.</summary>
internal sealed record TableDetails(
    string Location,
    string Id,
    string? Name,
    string? Description,
    long Version,
    DateTimeOffset Timestamp,
    DateTimeOffset? Created,
    ProtocolDetails Protocol,
    IReadOnlyList<string> PartitionColumns,
    IReadOnlyDictionary<string, string?> Properties,
    long Files,
    long Bytes,
    long? Rows,
    long DeletedRows,
    IReadOnlyDictionary<string, long> Transactions,
    IReadOnlyDictionary<string, string> Domains,
    IReadOnlyList<ColumnDetails> Columns)
{
    public static TableDetails Of(Snapshot snapshot)
    {
        var metadata = snapshot.Metadata;
        var files = snapshot.Files.Select(FileDetails.Of).ToArray();
        return new TableDetails(
            snapshot.Location.AbsoluteUri,
            metadata.Id,
            metadata.Name,
            metadata.Description,
            snapshot.Version,
            snapshot.Timestamp,
            metadata.CreatedTime,
            new ProtocolDetails(snapshot.Protocol.MinReaderVersion, snapshot.Protocol.MinWriterVersion, snapshot.Protocol.ReaderFeatures, snapshot.Protocol.WriterFeatures),
            metadata.PartitionColumns,
            metadata.Configuration,
            snapshot.FileCount,
            snapshot.TotalBytes,
            files.Any(file => file.Rows is null) ? null : files.Sum(file => file.Rows),
            files.Sum(file => file.DeletedRows),
            snapshot.AppTransactions,
            snapshot.Domains.ToDictionary(domain => domain.Key, domain => domain.Value.Configuration),
            [.. snapshot.Schema.Fields.Select(field => new ColumnDetails(field.Name, field.Type.ToString()!, field.Nullable, metadata.PartitionColumns.Contains(field.Name, StringComparer.OrdinalIgnoreCase), field.Comment))]);
    }
}

/// <summary>Protocol versions and features.</summary>
internal sealed record ProtocolDetails(int MinReaderVersion, int MinWriterVersion, IReadOnlyList<string>? ReaderFeatures, IReadOnlyList<string>? WriterFeatures);

/// <summary>A column.</summary>
internal sealed record ColumnDetails(string Name, string Type, bool Nullable, bool Partition, string? Comment);
