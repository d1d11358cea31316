using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>
/// Analytical queries over ratings through the service, against DuckDB alone in this process on the same Parquet files with the same
/// threads and memory. Goal: at most 1.10 in sum.
/// </summary>
internal static class AnalyticalQueries
{
    private const int Threads = 2;

    private const string Memory = "1500MB";

    private static readonly string[] Queries =
    [
        "SELECT count(*) FROM ratings",
        "SELECT avg(rating), min(rating), max(rating) FROM ratings",
        "SELECT rating, count(*) AS n FROM ratings GROUP BY rating ORDER BY rating",
        "SELECT movieid, count(*) AS n FROM ratings GROUP BY movieid ORDER BY n DESC, movieid LIMIT 10",
        "SELECT movieid, avg(rating) AS a, count(*) AS n FROM ratings GROUP BY movieid HAVING count(*) > 100 ORDER BY a DESC, movieid LIMIT 20",
        "SELECT userid, count(*) AS n FROM ratings GROUP BY userid ORDER BY n DESC, userid LIMIT 10",
        "SELECT count(DISTINCT userid) FROM ratings",
        "SELECT year(rated) AS y, count(*) AS n, avg(rating) AS a FROM ratings GROUP BY y ORDER BY y",
        "SELECT date_trunc('month', rated) AS m, avg(rating) AS a FROM ratings GROUP BY m ORDER BY m",
        "SELECT count(*) FROM ratings WHERE rating >= 4.5",
        "SELECT count(*), avg(rating) FROM ratings WHERE userid BETWEEN 1000 AND 2000",
        "SELECT m.title, avg(r.rating) AS a FROM ratings r JOIN movies m USING (movieid) GROUP BY m.title ORDER BY a DESC, m.title LIMIT 10",
        "SELECT m.genre, count(*) AS n, avg(r.rating) AS a FROM ratings r JOIN movies m USING (movieid) GROUP BY m.genre ORDER BY n DESC, m.genre",
        "SELECT r.rating, count(*) AS n FROM ratings r JOIN movies m USING (movieid) WHERE m.genre = 'Drama' GROUP BY r.rating ORDER BY r.rating",
        "SELECT stddev(rating), median(rating) FROM ratings",
        "SELECT quantile_cont(rating, [0.25, 0.5, 0.75]) FROM ratings WHERE movieid < 1000",
        "SELECT userid, max(rating) - min(rating) AS spread FROM ratings GROUP BY userid ORDER BY spread DESC, userid LIMIT 10",
        "SELECT dayofweek(rated) AS d, count(*) AS n FROM ratings GROUP BY d ORDER BY d",
        "SELECT count(*) FROM (SELECT movieid, userid FROM ratings WHERE rating = 5 GROUP BY movieid, userid)",
        "SELECT movieid, n, rank() OVER (ORDER BY n DESC) AS r FROM (SELECT movieid, count(*) AS n FROM ratings GROUP BY movieid) ORDER BY r, movieid LIMIT 10",
    ];

    public static async Task RunAsync(long ratings, int rounds)
    {
        using var lake = new BenchmarkLake();
        await WriteAsync(lake, ratings);
        await using var server = await BenchmarkServer.StartAsync(lake, "--Query:ResultCacheMegabytes=0", "--Query:Concurrency=1", $"--Query:Threads={Threads}", "--Query:MemoryMegabytes=1500");
        await using var alone = new DuckDBConnection("DataSource=:memory:");
        await alone.OpenAsync();
        Run(alone, $"SET threads = {Threads}; SET memory_limit = '{Memory}'; SET parquet_metadata_cache = true");
        foreach (var table in new[] { "ratings", "movies" })
        {
            Run(alone, $"CREATE VIEW {table} AS SELECT * FROM read_parquet('{lake.Folder}/staged/movielens/{table}/*.parquet')");
        }

        var (ours, theirs) = (0.0, 0.0);
        foreach (var sql in Queries)
        {
            var (own, peer) = (new List<double>(), new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                // One after the other, so that both meet the same state of the machine; the first round warms up.
                var a = await TimeAsync(async () => await server.QueryAsync(sql));
                var b = await TimeAsync(() => Task.FromResult(Run(alone, sql)));
                if (round > 0)
                {
                    own.Add(a);
                    peer.Add(b);
                }
            }

            ours += own.Min();
            theirs += peer.Min();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{own.Min(),8:0.0} ms  {peer.Min(),8:0.0} ms  {own.Min() / peer.Min(),5:0.00}  {sql}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ours,8:0.0} ms  {theirs,8:0.0} ms  {ours / theirs,5:0.00}  sum of {Queries.Length} queries over {ratings} ratings: service, DuckDB alone, ratio (goal 1.10)"));
    }

    private static async Task WriteAsync(BenchmarkLake lake, long ratings)
    {
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        const int Files = 8;
        for (var file = 0; file < Files; file++)
        {
            await lake.Table("staged", "ratings").AppendAsync(
                engine,
                string.Create(CultureInfo.InvariantCulture, $"SELECT (i // 145)::INTEGER AS userid, (9742 * pow(hash(i) % 10000 / 10000.0, 3))::INTEGER AS movieid, 0.5 + (hash(i * 3) % 10) * 0.5::DOUBLE AS rating, TIMESTAMP '2000-01-01' + to_seconds((hash(i * 7) % 600000000)::BIGINT) AS rated FROM range({ratings / Files * file}, {ratings / Files * (file + 1)}) t(i)"),
                new WriteOptions(),
                CancellationToken.None);
        }

        await lake.Table("staged", "movies").AppendAsync(
            engine,
            "SELECT i::INTEGER AS movieid, 'Film ' || i AS title, ['Drama', 'Comedy', 'Action', 'Horror', 'Documentary'][1 + i % 5] AS genre FROM range(9743) t(i)",
            new WriteOptions(),
            CancellationToken.None);
    }

    private static int Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        return rows;
    }

    private static async Task<double> TimeAsync<T>(Func<Task<T>> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
