using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Maintaining;

/// <summary><c>delta.checkpoint.writeStatsAsStruct</c> and <c>delta.checkpoint.writeStatsAsJson</c> (PROTOCOL.md: Checkpoints).</summary>
public class StatisticsInCheckpoints
{
    private const string Rows = """
        SELECT i::INTEGER AS id, i::TINYINT AS b, i::SMALLINT AS s, i::BIGINT AS l, i / 8::FLOAT AS f, i / 4::DOUBLE AS d, (i || '.10')::DECIMAL(38,2) + 123456789012345678.02 AS big, ((-i)::DECIMAL(5,1) / 2)::DECIMAL(7,1) AS small,
            'text ' || i AS t, i > 1 AS flag, 'x'::BLOB AS bytes, DATE '2024-02-28' + i::INTEGER AS day, TIMESTAMPTZ '2024-02-29 10:00:00.123456Z' + to_seconds(i) AS at, TIMESTAMP '2024-02-29 10:00:00.5' AS plain,
            {'x': i, 'in.ner': {'y': 'q' || i}} AS nested, [i] AS list, part, moment
        """;

    [Theory]
    [InlineData("true", "true", false)]
    [InlineData("false", "true", false)]
    [InlineData("false", "true", true)]
    [InlineData("false", "false", false)]
    public async Task Tables_say_in_which_form(string asJson, string asStruct, bool v2)
    {
        await using var t = await TableAsync(asJson, asStruct, v2);
        var before = await DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation);
        var written = await t.Table.CheckpointAsync(Cancellation);
        var file = Path.Combine(t.Folder, written.Files[^1]);
        await ForgetCommitsAsync(t, before.Version);

        var columns = (await t.QueryAsync($"SELECT DISTINCT unnest(struct_keys(\"add\")) FROM read_parquet('{file}') WHERE \"add\" IS NOT NULL")).ToHashSet();
        Assert.Equal((asJson == "true", asStruct == "true", asStruct == "true"), (columns.Contains("stats"), columns.Contains("stats_parsed"), columns.Contains("partitionValues_parsed")));
        var after = await DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation);
        Assert.Equal(await RowsOfAsync(before, t.Engine), await RowsOfAsync(after, t.Engine));
        foreach (var add in before.Files)
        {
            var same = after.Files.Single(other => other.Path == add.Path);
            Assert.Equal(add.PartitionValues, same.PartitionValues);
            Assert.Equal(asJson == "false" && asStruct == "false" ? null : add.Stats!.NumRecords, same.Stats?.NumRecords);
            Assert.Equal(same.Stats is null || add.Stats!.TightBounds, same.Stats?.TightBounds ?? true);
        }

        if (asJson == "true" || asStruct == "true")
        {
            Assert.Equal(await SkippedAsync(before), await SkippedAsync(after));
        }

        Assert.Empty(await FindingsAsync(t));
    }

    [Fact]
    public async Task Structs_have_the_types_of_the_columns()
    {
        await using var t = await TableAsync("true", "true", v2: false);
        var file = Path.Combine(t.Folder, Assert.Single((await t.Table.CheckpointAsync(Cancellation)).Files));

        var types = await t.QueryAsync($"SELECT typeof(\"add\".stats_parsed.minValues), typeof(\"add\".stats_parsed.nullCount), typeof(\"add\".partitionValues_parsed), typeof(\"add\".stats_parsed.numRecords) FROM read_parquet('{file}') WHERE \"add\" IS NOT NULL LIMIT 1");
        Assert.Equal(
            ["STRUCT(id INTEGER, b TINYINT, s SMALLINT, l BIGINT, f FLOAT, d DOUBLE, big DECIMAL(38,2), small DECIMAL(7,1), t VARCHAR, \"day\" DATE, \"at\" TIMESTAMP WITH TIME ZONE, plain TIMESTAMP, nested STRUCT(x BIGINT, \"in.ner\" STRUCT(y VARCHAR)))"
                + "|STRUCT(id BIGINT, b BIGINT, s BIGINT, l BIGINT, f BIGINT, d BIGINT, big BIGINT, small BIGINT, t BIGINT, flag BIGINT, bytes BIGINT, \"day\" BIGINT, \"at\" BIGINT, plain BIGINT, nested STRUCT(x BIGINT, \"in.ner\" STRUCT(y BIGINT)))"
                + "|STRUCT(part DATE, moment TIMESTAMP WITH TIME ZONE)|BIGINT"],
            types);
        Assert.Equal(
            ["123456789012345681.12|2024-02-29 10:00:03.123+00|2024-01-01|NULL|3.5|q3|3"],
            await t.QueryAsync($"SELECT s.minValues.big, s.minValues.\"at\", p.part, p.moment, s.maxValues.small * -1 + 2, s.minValues.nested.\"in.ner\".y, s.numRecords FROM (SELECT \"add\".stats_parsed AS s, \"add\".partitionValues_parsed AS p FROM read_parquet('{file}') WHERE \"add\".stats_parsed.minValues.id = 3) AS q"));
    }

    [Fact]
    public async Task Structs_that_say_something_else_than_the_texts_are_found()
    {
        await using var t = await TableAsync("true", "true", v2: false);
        var file = Path.Combine(t.Folder, Assert.Single((await t.Table.CheckpointAsync(Cancellation)).Files));
        await using (var command = t.Engine.Connection.CreateCommand())
        {
            command.CommandText = $"""
                COPY (SELECT * REPLACE (CASE WHEN "add" IS NOT NULL THEN struct_update("add",
                    stats_parsed := struct_update("add".stats_parsed, maxValues := struct_update("add".stats_parsed.maxValues, day := DATE '2020-01-01')),
                    partitionValues_parsed := struct_update("add".partitionValues_parsed, part := DATE '1999-01-01')) END AS "add") FROM read_parquet('{file}')) TO '{file}.new' (FORMAT parquet)
                """;
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        File.Move(file + ".new", file, overwrite: true);

        var findings = await FindingsAsync(t);
        Assert.Equal(2, findings.Count(finding => finding.Check == VerificationCheck.Log && finding.Problem.Contains("differ in \"maxValues\".\"day\", partition value part:", StringComparison.Ordinal)));
    }

    /// <summary>Two files with rows 1 and 2 and 3 to 5, the first of which has lost a row to a deletion vector.</summary>
    private static async Task<TemporaryTable> TableAsync(string asJson, string asStruct, bool v2)
    {
        var t = new TemporaryTable();
        var options = new WriteOptions
        {
            PartitionBy = ["part", "moment"],
            Properties = new Dictionary<string, string>
            {
                ["delta.checkpoint.writeStatsAsJson"] = asJson,
                ["delta.checkpoint.writeStatsAsStruct"] = asStruct,
                ["delta.checkpointPolicy"] = v2 ? "v2" : "classic",
                ["delta.enableDeletionVectors"] = "true",
            },
        };
        await t.AppendAsync($"{Rows} FROM range(1, 3) r(i), (SELECT NULL::DATE AS part, TIMESTAMPTZ '2024-01-01 10:00:00.000001Z' AS moment)", options);
        await t.AppendAsync($"{Rows} FROM range(3, 6) r(i), (SELECT DATE '2024-01-01' AS part, NULL::TIMESTAMPTZ AS moment)");
        await t.DeleteAsync("id = 1");
        return t;
    }

    /// <summary>What is left to open the table with is the checkpoint.</summary>
    private static async Task ForgetCommitsAsync(TemporaryTable t, long version)
    {
        for (var old = 0L; old <= version; old++)
        {
            File.Delete(Path.Combine(t.Folder, "_delta_log", $"{old:D20}.json"));
        }

        await Assert.ThrowsAsync<VersionNotFoundException>(() => DeltaTable.At(t.Table.Location).GetSnapshotAsync(0, Cancellation));
    }

    private static async Task<int[]> SkippedAsync(Snapshot snapshot)
    {
        var skipped = new List<int>();
        foreach (var predicate in (string[])["id > 2", "big < 123456789012345681", "f >= 0.375", "\"at\" < TIMESTAMPTZ '2024-02-29 10:00:03Z'", "day = DATE '2024-03-03'", "nested.x = 4", "t = 'text 2'", "small < -1", "part IS NULL", "plain > TIMESTAMP '2024-03-01'", "id IS NULL", "moment = TIMESTAMPTZ '2024-01-01 10:00:00.000001Z'"])
        {
            skipped.Add((await DeltaScan.PlanAsync(snapshot, new ScanOptions { Predicate = predicate }, Cancellation)).FilesSkipped);
        }

        Assert.True(skipped.Count(count => count > 0) > 8, string.Join(' ', skipped));
        return [.. skipped];
    }

    private static async Task<List<VerificationFinding>> FindingsAsync(TemporaryTable t)
    {
        var findings = new List<VerificationFinding>();
        await DeltaTable.At(t.Table.Location).VerifyAsync(new VerificationOptions(), findings.Add, Cancellation);
        return findings;
    }
}
