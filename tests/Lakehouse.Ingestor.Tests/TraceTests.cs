using System.Collections.Concurrent;
using System.Diagnostics;
using Lakehouse.Ingestor.Tests.Setup;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Tests;

/// <summary>A commit can be followed by its LSN into the raw file.</summary>
public sealed class TraceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Spans_lead_from_the_load_and_from_commits_to_the_files_that_have_them()
    {
        var table = $"films_{Guid.NewGuid():N}";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == "Lakehouse.Ingestor", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData, ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(listener);
        var database = await postgres.CreateAsync($"CREATE TABLE {table} (id int PRIMARY KEY); INSERT INTO {table} VALUES (1)");
        using var lake = new TemporaryLake();
        await using var ingestor = await Capturing.StartAsync(database, lake, [table]);
        var before = (await database.TextAsync("SELECT pg_current_wal_lsn()"))[0][0]!;
        await database.RunAsync($"INSERT INTO {table} VALUES (2)");
        await Sameness.UntilAsync(database, lake, table, 1, "id");
        await Poll.UntilAsync(() => Files().Length == 2);

        var load = Assert.Single(spans, span => span.OperationName == $"load public.{table}");
        Assert.Equal("full load", spans.Single(span => span.SpanId == load.ParentSpanId).OperationName);
        Assert.Equal(1L, load.GetTagItem("lakehouse.rows"));
        var (loaded, changed) = (Files()[0], Files()[1]);
        Assert.Equal((load.SpanId, "LOAD00000001.parquet"), (loaded.ParentSpanId, loaded.GetTagItem("lakehouse.raw.file")));
        Assert.Equal("publish changes", spans.Single(span => span.SpanId == changed.ParentSpanId).OperationName);
        Assert.Equal(lake.Raw.Files(table)[1], changed.GetTagItem("lakehouse.raw.file"));
        Assert.True(NpgsqlLogSequenceNumber.Parse((string)changed.GetTagItem("lakehouse.lsn")!) >= NpgsqlLogSequenceNumber.Parse(before));

        // A span's parent ends after it.
        Activity[] Files() => [.. spans.Where(span => span.OperationName == "publish file" && (string?)span.GetTagItem("db.collection.name") == table && spans.Any(parent => parent.SpanId == span.ParentSpanId))];
    }
}
