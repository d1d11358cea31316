using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using Lakehouse.Delta.Engine;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>Queries of dashboards and programs: small answers, asked often. Goals on two cores: p50 5 ms, p99 25 ms, 1,500 queries a second.</summary>
internal static class SmallQueries
{
    private static readonly IReadOnlyList<(string Name, Func<int, object> Request)> All =
    [
        ("SELECT 1", _ => new { sql = "SELECT 1" }),
        ("one row by key", turn => new { sql = "SELECT title, avg_rating FROM movie_ratings WHERE movieid = $1", parameters = new[] { turn * 37 % 9_742 } }),
        ("top 10 of 9,742", _ => new { sql = "SELECT title, avg_rating, genres FROM datahandson_mds_movielens_deltalake.movie_ratings ORDER BY avg_rating DESC LIMIT 10" }),
    ];

    /// <summary>Measures with each answer computed, then with answers kept.</summary>
    public static async Task RunAsync(double seconds, int clients)
    {
        using var lake = new BenchmarkLake();
        await using (var engine = DuckDbEngine.Open(new EngineOptions()))
        {
            await lake.WriteMovieRatingsAsync(engine);
        }

        foreach (var (cache, settings) in new[] { ("computed", "--Query:ResultCacheMegabytes=0"), ("kept", "--Query:ResultCacheMegabytes=64") })
        {
            await using var server = await BenchmarkServer.StartAsync(lake, settings);
            foreach (var (name, request) in All)
            {
                foreach (var count in new[] { 1, clients })
                {
                    await AskAsync(server.Http, request, count, TimeSpan.FromSeconds(1));
                    Console.WriteLine($"{cache,-8} {name,-16} {count,2} client(s): {await AskAsync(server.Http, request, count, TimeSpan.FromSeconds(seconds))}");
                }
            }
        }
    }

    /// <summary>Asks again and again for a while; every answer has to be a success.</summary>
    private static async Task<Latencies> AskAsync(HttpClient http, Func<int, object> request, int clients, TimeSpan duration)
    {
        var turn = 0;
        var clock = Stopwatch.StartNew();
        var samples = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (clock.Elapsed < duration)
            {
                var start = Stopwatch.GetTimestamp();
                using var response = await http.PostAsJsonAsync("v1/query", request(Interlocked.Increment(ref turn)));
                var body = await response.Content.ReadAsByteArrayAsync();
                if (!response.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
                }

                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        })));
        return Latencies.Of([.. samples.SelectMany(own => own)], clock.Elapsed);
    }
}
