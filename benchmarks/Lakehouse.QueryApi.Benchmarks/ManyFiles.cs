using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>
/// The first query of a table of many files that asks for one of them, against opening the table's snapshot, which it cannot do without.
/// Goal: at most 1.3. Only the one file is really there: a query that opened another would fail.
/// </summary>
internal static class ManyFiles
{
    private const int RowsOfFile = 1_000;

    public static async Task RunAsync(int files, int rounds)
    {
        using var lake = new BenchmarkLake();
        var table = await WriteAsync(lake, files);
        await using (var engine = DuckDbEngine.Open(new EngineOptions()))
        {
            await lake.WriteMovieRatingsAsync(engine);
        }

        var (opened, chosen, queried) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            var snapshot = await DeltaTable.At(table.Location).GetSnapshotAsync();
            if (snapshot.FileCount != files)
            {
                throw new InvalidOperationException($"The snapshot has {snapshot.FileCount} files.");
            }

            opened.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            GC.Collect();
            start = Stopwatch.GetTimestamp();
            await DeltaScan.SelectFilesAsync(snapshot, Condition(files), CancellationToken.None);
            chosen.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            await using var server = await BenchmarkServer.StartAsync(lake);
            // A warm server, which has not seen the table yet. What is called often is compiled anew once nothing new was called for 100 ms, on a core that the query needs.
            for (var warmUp = 0; warmUp < 50; warmUp++)
            {
                await server.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT title FROM movie_ratings WHERE movieid = {warmUp}"));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
            GC.Collect();
            start = Stopwatch.GetTimestamp();
            var answer = await server.QueryAsync($"SELECT count(*) FROM ratings WHERE {Condition(files)}");
            queried.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (answer.GetProperty("rows").GetRawText() != "[[1]]" || answer.GetProperty("statistics").GetProperty("filesPruned").GetInt32() != files - 1)
            {
                throw new InvalidOperationException($"The answer is {answer}.");
            }
        }

        // The first round warms this process up.
        var (open, query) = (Median(opened[1..]), Median(queried[1..]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files} files: first query {query:0} ms, opening the snapshot {open:0} ms, ratio {query / open:0.00} (goal 1.30); of it, choosing the files {Median(chosen[1..]):0} ms"));
    }

    private static string Condition(int files) => string.Create(CultureInfo.InvariantCulture, $"userid = {(files / 2 * RowsOfFile) + 7}");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>A real table of one file, whose log then gets the files that are not there.</summary>
    private static async Task<DeltaTable> WriteAsync(BenchmarkLake lake, int files)
    {
        var table = lake.Table("staged", "ratings");
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        await table.AppendAsync(engine, string.Create(CultureInfo.InvariantCulture, $"SELECT i::INTEGER AS userid, (i % 9742)::INTEGER AS movieid, 3.5::DOUBLE AS rating FROM range({files / 2 * RowsOfFile}, {((files / 2) + 1) * RowsOfFile}) t(i)"), new WriteOptions(), CancellationToken.None);
        var commit = new StringBuilder();
        for (var file = 0; file < files; file++)
        {
            if (file == files / 2)
            {
                continue;
            }

            var (low, high) = (file * RowsOfFile, (file * RowsOfFile) + RowsOfFile - 1);
            commit.Append(CultureInfo.InvariantCulture, $$$"""
                {"add":{"path":"part-{{{file:D8}}}-aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee.c000.snappy.parquet","partitionValues":{},"size":52428,"modificationTime":1700000000000,"dataChange":true,"stats":"{\"numRecords\":{{{RowsOfFile}}},\"minValues\":{\"userid\":{{{low}}},\"movieid\":0,\"rating\":0.5},\"maxValues\":{\"userid\":{{{high}}},\"movieid\":9741,\"rating\":5.0},\"nullCount\":{\"userid\":0,\"movieid\":0,\"rating\":0}}"}}

                """);
        }

        await File.WriteAllTextAsync(Path.Combine(table.Location.LocalPath, "_delta_log", $"{1:D20}.json"), commit.ToString());
        await table.CheckpointAsync(CancellationToken.None);
        return table;
    }
}
