using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>Tables of many kinds on which every operation has been run, for the rules of the protocol to be held against.</summary>
internal static class WrittenTables
{
    private const string Rows = "SELECT i::INTEGER AS id, 'text ' || i AS t, i / 4::DOUBLE AS d, DATE '2024-02-28' + i::INTEGER AS day, {'x': i::INTEGER, 'y': 'in ' || i} AS nested, [i::INTEGER] AS list, nullif(i % 3, 2)::INTEGER AS part, 'a b/ü%' || (i % 2) AS place";

    /// <summary>Name of a kind → the properties of its tables, <c>key=value</c>.</summary>
    public static TheoryData<string, string> Kinds { get; } = new()
    {
        { "plain", "" },
        { "vectors", "delta.enableDeletionVectors=true" },
        { "feed", "delta.enableChangeDataFeed=true" },
        { "feed with vectors", "delta.enableChangeDataFeed=true delta.enableDeletionVectors=true" },
        { "mapped by name", "delta.columnMapping.mode=name delta.enableDeletionVectors=true" },
        { "mapped by id", "delta.columnMapping.mode=id" },
        { "tracked", "delta.enableRowTracking=true delta.enableDeletionVectors=true" },
        { "timed", "delta.enableInCommitTimestamps=true delta.checkpointPolicy=v2" },
        { "structs", "delta.checkpoint.writeStatsAsStruct=true delta.checkpoint.writeStatsAsJson=false" },
        { "all", "delta.enableDeletionVectors=true delta.enableChangeDataFeed=true delta.columnMapping.mode=name delta.enableRowTracking=true delta.enableInCommitTimestamps=true delta.checkpointPolicy=v2 delta.checkpoint.writeStatsAsStruct=true delta.enableTypeWidening=true" },
    };

    /// <summary>A table with partitions, nested columns and texts that paths have to escape, on which each operation was run, and with a checkpoint every four commits.</summary>
    public static async Task<TemporaryTable> CreateAsync(string properties)
    {
        var t = new TemporaryTable();
        var set = properties.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')).Append(["delta.checkpointInterval", "4"]).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        await t.AppendAsync($"{Rows} FROM range(40) r(i)", new WriteOptions { PartitionBy = ["part", "place"], Properties = set, Transaction = new AppTransaction("loader", 1), CommitTags = new Dictionary<string, string> { ["step"] = "first" } });
        await t.AppendAsync($"{Rows} FROM range(40, 60) r(i)", new WriteOptions { Transaction = new AppTransaction("loader", 2) });
        await t.DeleteAsync("id % 7 = 0");
        await t.UpdateAsync("t", "t || '!'", "id BETWEEN 10 AND 25");
        await t.UpdateAsync("part", "NULL", "id = 11");
        await t.MergeAsync(MergeSpec.Upsert($"{Rows} FROM range(50, 70) r(i)", "id"));
        await t.MergeAsync(new MergeSpec
        {
            Source = $"{Rows} FROM range(3) r(i)",
            Key = ["id"],
            WhenMatched = [MatchedClause.Delete("target.id = 1"), MatchedClause.UpdateAll()],
            WhenNotMatched = [NotMatchedClause.InsertAll()],
            WhenNotMatchedBySource = [NotMatchedBySourceClause.Delete("target.id > 66")],
        });
        await t.ReplaceWhereAsync("part = 1", $"{Rows} FROM range(1, 10, 3) r(i)");
        await t.ReplacePartitionsAsync($"{Rows} FROM range(5) r(i)");
        await t.Table.OptimizeAsync(t.Engine, new OptimizeOptions(), Cancellation);
        await t.DeleteAsync("id = 3");
        await t.Table.PurgeAsync(t.Engine, new OptimizeOptions(), Cancellation);
        await t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { ZOrderBy = ["id", "day"] }, Cancellation);
        await t.Table.AddColumnsAsync([new StructField("more", PrimitiveType.Short)], Cancellation);
        await t.AppendAsync($"SELECT *, 5::SMALLINT AS more FROM ({Rows} FROM range(100, 110) r(i))");
        await t.Table.SetPropertiesAsync(new Dictionary<string, string> { ["delta.logRetentionDuration"] = "interval 60 days" }, Cancellation);
        await t.Table.SetDomainMetadataAsync("app.settings", "{\"a\":1}", Cancellation);
        await t.Table.SetDomainMetadataAsync("app.other", "{}", Cancellation);
        await t.Table.SetDomainMetadataAsync("app.other", null, Cancellation);
        await t.Table.RestoreAsync(5, Cancellation);
        await t.DeleteAsync("part IS NULL");
        await t.OverwriteAsync($"{Rows} FROM range(20) r(i)");
        await t.Table.CheckpointAsync(Cancellation);
        return t;
    }
}
