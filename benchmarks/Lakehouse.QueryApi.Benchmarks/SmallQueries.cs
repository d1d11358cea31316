using System.Diagnostics;
using System.Net.Http.Json;

namespace Lakehouse.QueryApi.Benchmarks;

/// <summary>Queries of dashboards and programs: small answers, asked often.</summary>
internal static class SmallQueries
{
    public static readonly IReadOnlyList<(string Name, string Sql)> All =
    [
        ("SELECT 1", "SELECT 1"),
        ("one row by key", "SELECT title, avg_rating FROM movie_ratings WHERE movieid = 4711"),
        ("top 10 of 9,742", "SELECT title, avg_rating, genres FROM datahandson_mds_movielens_deltalake.movie_ratings ORDER BY avg_rating DESC LIMIT 10"),
    ];

    /// <summary>Asks again and again for a while; every answer has to be a success.</summary>
    public static async Task<Latencies> RunAsync(HttpClient http, string sql, int clients, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var samples = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (clock.Elapsed < duration)
            {
                var start = Stopwatch.GetTimestamp();
                using var response = await http.PostAsJsonAsync("v1/query", new { sql });
                await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        })));
        return Latencies.Of([.. samples.SelectMany(own => own)], clock.Elapsed);
    }
}
