using System.Text.Json;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>What PROTOCOL.md says about checkpoints, held against all that tables wrote on which every operation was run.</summary>
public class CheckpointContents
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["metaData"] = "STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)",
        ["protocol"] = "STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])",
        ["txn"] = "STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)",
        ["domainMetadata"] = "STRUCT(domain VARCHAR, configuration VARCHAR, removed BOOLEAN)",
        ["checkpointMetadata"] = "STRUCT(version BIGINT)",
        ["sidecar"] = "STRUCT(path VARCHAR, sizeInBytes BIGINT, modificationTime BIGINT)",
    };

    private static readonly string[] AddMembers =
    [
        "path VARCHAR", "partitionValues MAP(VARCHAR, VARCHAR)", "size BIGINT", "modificationTime BIGINT", "dataChange BOOLEAN", "tags MAP(VARCHAR, VARCHAR)", "baseRowId BIGINT", "defaultRowCommitVersion BIGINT",
        "deletionVector STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, offset INTEGER, sizeInBytes INTEGER, cardinality BIGINT)",
    ];

    public static TheoryData<string, string> Kinds => WrittenTables.Kinds;

    /// <summary>Sections: Checkpoints, Checkpoint Specs, Checkpoint Schema, Last Checkpoint File Schema, Domain Metadata.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_checkpoint_keeps_the_rules(string kind, string properties)
    {
        await using var t = await WrittenTables.CreateAsync(properties);
        var log = Path.Combine(t.Folder, "_delta_log");
        var checkpoints = Directory.GetFiles(log, "*.checkpoint*.parquet");
        Assert.True(checkpoints.Length >= 5, kind);
        foreach (var checkpoint in checkpoints)
        {
            await CheckpointAsync(t, checkpoint, properties);
        }

        var hint = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(log, "_last_checkpoint"), Cancellation)).RootElement;
        var last = Assert.Single(checkpoints, file => Path.GetFileName(file).StartsWith($"{hint.GetProperty("version").GetInt64():D20}.", StringComparison.Ordinal));
        var all = string.Join(", ", (await SidecarsAsync(t, last)).Append(last).Select(file => $"'{file}'"));
        Assert.Equal([$"{hint.GetProperty("size").GetInt64()}|{hint.GetProperty("numOfAddFiles").GetInt64()}"], await t.QueryAsync($"SELECT count(*), count(\"add\".path) FROM read_parquet([{all}], union_by_name = true)"));
        Assert.Equal((await t.Table.GetSnapshotAsync(Cancellation)).FileCount, hint.GetProperty("numOfAddFiles").GetInt64());
    }

    private static async Task CheckpointAsync(TemporaryTable t, string file, string properties)
    {
        var sidecars = await SidecarsAsync(t, file);
        var v2 = properties.Contains("checkpointPolicy=v2", StringComparison.Ordinal);
        Assert.Equal(v2, sidecars.Length == 1);
        var version = long.Parse(Path.GetFileName(file)[..20], System.Globalization.CultureInfo.InvariantCulture);
        var protocol = (await t.Table.GetSnapshotAsync(version, Cancellation)).Protocol;

        // "Each row in the checkpoint corresponds to a single action", exactly one protocol and metaData, no commitInfo and no cdc
        var columns = (await t.QueryAsync($"SELECT column_name || '|' || column_type FROM (DESCRIBE SELECT * FROM read_parquet('{file}'))")).Select(text => text.Split('|', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        Assert.Empty(columns.Keys.Except([.. Types.Keys, "add", "remove"]));
        Assert.All(columns.Where(column => Types.ContainsKey(column.Key)), column => Assert.Equal(Types[column.Key], column.Value.Replace("\"", "", StringComparison.Ordinal))); // DuckDB quotes its own words
        var present = string.Join(" + ", columns.Keys.Select(column => $"(\"{column}\" IS NOT NULL)::INTEGER"));
        Assert.Equal(["1"], await t.QueryAsync($"SELECT DISTINCT {present} FROM read_parquet('{file}')"));
        Assert.Equal([$"1|1|{(v2 ? 1 : 0)}"], await t.QueryAsync($"SELECT count(protocol), count(metaData), {(v2 ? "count(checkpointMetadata)" : "0")} FROM read_parquet('{file}')"));

        // "Domain Metadata that have not been removed"
        Assert.Equal(["0"], await t.QueryAsync($"SELECT count(*) FROM read_parquet('{file}') WHERE domainMetadata.removed"));

        // "a writer must write checkpoints with a not-null readerFeatures" in reader version 3, and null below
        Assert.Equal([$"{protocol.MinReaderVersion >= 3}|{protocol.MinWriterVersion >= 7}".ToLowerInvariant()], await t.QueryAsync($"SELECT protocol.readerFeatures IS NOT NULL, protocol.writerFeatures IS NOT NULL FROM read_parquet('{file}') WHERE protocol IS NOT NULL"));

        await FilesAsync(t, sidecars.SingleOrDefault(file), version, properties);
    }

    private static async Task FilesAsync(TemporaryTable t, string file, long version, string properties)
    {
        var types = Assert.Single(await t.QueryAsync($"SELECT max(typeof(\"add\")), max(typeof(remove)) FROM read_parquet('{file}')")).Replace("\"", "", StringComparison.Ordinal).Split('|');
        Assert.All(AddMembers, member => Assert.Contains(member, types[0], StringComparison.Ordinal));
        Assert.Equal(!properties.Contains("writeStatsAsJson=false", StringComparison.Ordinal), types[0].Contains(", stats VARCHAR", StringComparison.Ordinal));
        Assert.Equal(properties.Contains("writeStatsAsStruct=true", StringComparison.Ordinal), types[0].Contains(", partitionValues_parsed STRUCT(", StringComparison.Ordinal) && types[0].Contains(", stats_parsed STRUCT(", StringComparison.Ordinal));
        Assert.DoesNotContain("stats", types[1], StringComparison.Ordinal); // "the remove struct does not contain the stats and tags fields"
        Assert.DoesNotContain("tags", types[1], StringComparison.Ordinal);
        Assert.Empty(await t.QueryAsync($"SELECT 1 FROM read_parquet('{file}') WHERE (\"add\" IS NOT NULL AND (\"add\".path IS NULL OR \"add\".partitionValues IS NULL OR \"add\".size IS NULL OR \"add\".modificationTime IS NULL OR \"add\".dataChange IS NOT FALSE)) OR (remove IS NOT NULL AND (remove.path IS NULL OR remove.dataChange IS NULL))"));
        var snapshot = await t.Table.GetSnapshotAsync(version, Cancellation);
        Assert.Equal(snapshot.Files.Select(add => add.Path).Order(StringComparer.Ordinal), await t.QueryAsync($"SELECT \"add\".path FROM read_parquet('{file}') WHERE \"add\" IS NOT NULL"));
    }

    private static async Task<string[]> SidecarsAsync(TemporaryTable t, string checkpoint)
    {
        var columns = await t.QueryAsync($"SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet('{checkpoint}'))");
        return !columns.Contains("sidecar") ? [] : [.. (await t.QueryAsync($"SELECT sidecar.path FROM read_parquet('{checkpoint}') WHERE sidecar IS NOT NULL")).Select(path => Path.Combine(t.Folder, "_delta_log/_sidecars", path))];
    }
}
