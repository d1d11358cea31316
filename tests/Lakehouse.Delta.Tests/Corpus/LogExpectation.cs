using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Compares snapshots with a log file of the corpus.</summary>
internal static class LogExpectation
{
    public static async Task CheckAsync(JsonElement expected, DeltaTable table, CancellationToken cancellationToken)
    {
        var snapshot = await table.GetSnapshotAsync(cancellationToken);
        Assert.Equal(expected.GetProperty("latestVersion").GetInt64(), snapshot.Version);
        Assert.Equal(expected.GetProperty("protocol").GetProperty("minReaderVersion").GetInt32(), snapshot.Protocol.MinReaderVersion);
        Assert.Equal(expected.GetProperty("protocol").GetProperty("minWriterVersion").GetInt32(), snapshot.Protocol.MinWriterVersion);
        Assert.Equal(expected.GetProperty("metadataId").GetString() ?? "", snapshot.Metadata.Id);
        Assert.Equal(expected.GetProperty("partitionColumns").EnumerateArray().Select(name => name.GetString()!), snapshot.Metadata.PartitionColumns);
        Assert.Equal(
            expected.GetProperty("txn").EnumerateObject().Select(entry => $"{entry.Name}={entry.Value}").Order(StringComparer.Ordinal),
            snapshot.AppTransactions.Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.GetProperty("domainMetadata").EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal),
            snapshot.Domains.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.GetProperty("activeFiles").EnumerateArray().Select(ExpectedFile).Order(StringComparer.Ordinal),
            snapshot.Files.Select(ActualFile).Order(StringComparer.Ordinal));
        if (expected.TryGetProperty("activeFileCountByVersion", out var counts))
        {
            foreach (var count in counts.EnumerateObject())
            {
                var version = long.Parse(count.Name, CultureInfo.InvariantCulture);
                Assert.Equal(count.Value.GetInt64(), (await table.GetSnapshotAsync(version, cancellationToken)).FileCount);
            }
        }
    }

    private static string ExpectedFile(JsonElement file) => Text(
        file.GetProperty("path").GetString()!,
        file.GetProperty("size").ValueKind == JsonValueKind.Number ? file.GetProperty("size").GetInt64() : 0,
        file.GetProperty("dvCardinality").GetInt64(),
        file.GetProperty("partitionValues").EnumerateObject().Select(value => $"{value.Name}={value.Value.GetString() ?? "NULL"}"));

    private static string ActualFile(AddFile file) => Text(
        file.Path,
        file.Size,
        file.DeletionVector?.Cardinality ?? 0,
        file.PartitionValues.Select(value => $"{value.Key}={value.Value ?? "NULL"}"));

    private static string Text(string path, long size, long deleted, IEnumerable<string> partitionValues) =>
        string.Create(CultureInfo.InvariantCulture, $"{Uri.UnescapeDataString(path)} {size} {deleted} {string.Join(",", partitionValues.Order(StringComparer.Ordinal))}");
}
