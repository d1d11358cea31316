using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Documentation;

/// <summary>The examples of docs/delta.md and of the package's README, between comments; <see cref="Documents"/> checks that they are the same.</summary>
public class Examples
{
    [Fact]
    public async Task They_run()
    {
        await using var place = new TemporaryTable();
        var cancellationToken = TemporaryTable.Cancellation;
        var location = new Uri(place.Folder + "/");
        var changes = Path.Combine(place.Folder, "..", "changes.parquet");
        Directory.CreateDirectory(place.Folder);
        await using var copy = place.Engine.Connection.CreateCommand();
        copy.CommandText = $"COPY (SELECT * FROM (VALUES ('I', 1, 10, 4.5, DATE '2024-05-01'), ('I', 2, 20, 3.0, DATE '2024-05-02'), ('D', 3, 30, NULL, NULL)) AS c(Op, userid, movieid, rating, day)) TO '{changes}' (FORMAT parquet)";
        await copy.ExecuteNonQueryAsync(cancellationToken);

        // example: open
        var table = DeltaTable.At(location); // file:///lake/ratings/ or s3://bucket/ratings/; does no I/O
        await using var engine = DuckDbEngine.Open(new EngineOptions { MemoryLimit = "2GB" });
        // end

        // example: create
        await table.CreateAsync(
            new StructType(
            [
                new StructField("userid", PrimitiveType.Integer, Nullable: false),
                new StructField("movieid", PrimitiveType.Integer, Nullable: false),
                new StructField("rating", PrimitiveType.Double),
                new StructField("day", PrimitiveType.Date),
            ]),
            new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableChangeDataFeed"] = "true", ["delta.enableDeletionVectors"] = "true" } },
            cancellationToken);
        await table.AppendAsync(engine, "SELECT 3 AS userid, 30 AS movieid, 1.0::DOUBLE AS rating, DATE '2024-04-30' AS day", new WriteOptions(), cancellationToken);
        // end

        // example: merge
        // One commit, all or nothing. The transaction makes a replay of the same batch a no-op.
        var merged = await table.MergeAsync(
            engine,
            new MergeSpec
            {
                Source = $"SELECT * FROM read_parquet('{changes}')",
                Key = ["userid", "movieid"],
                WhenMatched = [MatchedClause.Delete("source.\"Op\" = 'D'"), MatchedClause.UpdateAll()],
                WhenNotMatched = [NotMatchedClause.InsertAll("source.\"Op\" <> 'D'")],
            },
            new WriteOptions { Transaction = new AppTransaction("raw/movielens/public/ratings", 42) },
            cancellationToken);
        // end
        Assert.Equal((2, 1), (merged.RowsInserted, merged.RowsDeleted));

        // example: read
        // A snapshot never changes; a scan of it is SQL text that any DuckDB connection in UTC can run.
        var snapshot = await table.GetSnapshotAsync(cancellationToken);
        var scan = await DeltaScan.PlanAsync(snapshot, new ScanOptions { Predicate = "day >= DATE '2024-05-02'", Columns = ["userid", "day"] }, cancellationToken);
        await using var query = engine.Connection.CreateCommand();
        query.CommandText = $"SELECT count(*) FROM {scan.Sql} AS ratings WHERE day >= DATE '2024-05-02'"; // the predicate left files out, and rows are the query's matter
        var count = await query.ExecuteScalarAsync(cancellationToken);
        // end
        Assert.Equal(1L, count);

        // example: change
        await table.UpdateAsync(engine, new Dictionary<string, string> { ["rating"] = "least(rating + 0.5, 5)" }, "movieid = 20", new WriteOptions(), cancellationToken);
        await table.ReplaceWhereAsync(engine, new ReplaceWhereSpec { Predicate = "day = DATE '2024-05-01'", Source = "SELECT 9 AS userid, 90 AS movieid, 5.0::DOUBLE AS rating, DATE '2024-05-01' AS day" }, new WriteOptions(), cancellationToken);
        await table.DeleteAsync(engine, "rating < 3", new WriteOptions(), cancellationToken);
        // end

        // example: travel
        var before = await table.GetSnapshotAsync(version: 2, cancellationToken);
        var feed = await ChangeDataFeed.PlanAsync(table, startVersion: 3, endVersion: null, cancellationToken); // $"SELECT _change_type, * FROM {feed.Sql}"
        await table.RestoreAsync(before.Version, cancellationToken);
        // end
        Assert.Equal(["delete|1|10", "insert|9|90", "update_postimage|2|20", "update_preimage|2|20"], await place.QueryAsync($"SELECT _change_type, userid, movieid FROM {feed.Sql} AS f"));

        // example: alter
        await table.SetPropertiesAsync(new Dictionary<string, string> { ["delta.columnMapping.mode"] = "name" }, cancellationToken); // rewrites nothing
        await table.AddColumnsAsync([new StructField("note", PrimitiveType.String)], cancellationToken);
        await table.RenameColumnAsync("note", "remark", cancellationToken);
        await table.AddConstraintAsync(engine, "possible", "rating BETWEEN 0 AND 5", cancellationToken); // looks at all rows that are there
        // end

        // example: care
        await table.OptimizeAsync(engine, new OptimizeOptions { ZOrderBy = ["userid", "movieid"] }, cancellationToken);
        var unneeded = await table.VacuumAsync(new VacuumOptions { DryRun = true }, cancellationToken);
        await foreach (var commit in table.HistoryAsync(cancellationToken))
        {
            Console.WriteLine($"{commit.Version} {commit.Timestamp:u} {commit.Info?.Operation}");
        }
        // end
        Assert.Empty(unneeded.Files);

        // example: fail
        try
        {
            await table.AppendAsync(engine, "SELECT 1 AS userid, 1 AS movieid, 7.0::DOUBLE AS rating", new WriteOptions(), cancellationToken);
        }
        catch (ConstraintViolationException broken)
        {
            Console.WriteLine(broken.Message); // the rule, its expression, one such row and their number; nothing was written
        }

        // end
        Assert.Equal(2, (await place.RowsAsync()).Length);
    }
}
