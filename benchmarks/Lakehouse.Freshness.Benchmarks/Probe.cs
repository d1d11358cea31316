using System.Diagnostics;
using System.Text.Json;

namespace Lakehouse.Freshness.Benchmarks;

/// <summary>
/// A film that nobody else rates and a user that nobody else is: with the n-th probe the film has n ratings, and the user gave n tags. What a query
/// says therefore tells which commits it has seen, in each of the two curated tables.
/// </summary>
internal sealed class Probe(Product product, TimeSpan interval)
{
    private const int Film = 1_000_000;
    private const int User = 1_000_000;

    /// <summary>The sample's gate refuses a user who gives one tag more than a thousand times.</summary>
    private const int ProbesPerTag = 100;

    private static readonly TimeSpan BetweenQueries = TimeSpan.FromMilliseconds(20);

    private readonly List<DateTime> commits = [];

    /// <summary>What was measured so far.</summary>
    public List<Observation> Observations { get; } = [];

    /// <summary>Commits a probe again and again, and asks for it without pause until the last is seen.</summary>
    /// <remarks>The traffic must run already: it rates the films that it finds at its start.</remarks>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        await using (var film = product.Database.CreateCommand($"INSERT INTO movies VALUES ({Film}, 'Probe', 'Drama')"))
        {
            await film.ExecuteNonQueryAsync(cancellationToken);
        }

        var writing = WriteAsync(duration, cancellationToken);
        var seen = new Dictionary<string, int> { ["movie_ratings"] = 0, ["user_tags"] = 0 };
        while (!writing.IsCompleted || seen.Values.Any(count => count < commits.Count))
        {
            foreach (var (table, count) in await ReadAsync(cancellationToken))
            {
                var now = DateTime.UtcNow;
                for (; seen[table] < count; seen[table]++)
                {
                    lock (commits)
                    {
                        Observations.Add(new Observation(table, commits[seen[table]], now));
                    }
                }
            }

            await Task.Delay(BetweenQueries, cancellationToken);
        }

        await writing;
    }

    /// <summary>Waits until the first state of the tables is served.</summary>
    public async Task UntilServedAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while ((await TryReadAsync(cancellationToken)).Counts is null)
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(2))
            {
                throw new InvalidOperationException($"The curated tables are not served after 2 minutes: {(await TryReadAsync(cancellationToken)).Answer}");
            }

            await Task.Delay(200, cancellationToken);
        }
    }

    private async Task WriteAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        for (var n = 1; clock.Elapsed < duration; n++)
        {
            await using var command = product.Database.CreateCommand($"WITH rated AS (INSERT INTO ratings VALUES ({User + n}, {Film}, 4.0, {n})) INSERT INTO tags VALUES ({User}, {n}, 'probe {n / ProbesPerTag}', {n})");
            await command.ExecuteNonQueryAsync(cancellationToken);
            lock (commits)
            {
                commits.Add(DateTime.UtcNow);
            }

            if (n * interval - clock.Elapsed is { Ticks: > 0 } early)
            {
                await Task.Delay(early, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<(string Table, int Count)>> ReadAsync(CancellationToken cancellationToken)
    {
        var (counts, answer) = await TryReadAsync(cancellationToken);
        return counts ?? throw new InvalidOperationException($"The query failed: {answer}");
    }

    private async Task<(IReadOnlyList<(string, int)>? Counts, string Answer)> TryReadAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT (SELECT rating_count FROM movie_ratings WHERE movieid = 1000000), (SELECT sum(tag_count) FROM user_tags WHERE userid = 1000000)";
        using var body = new StringContent(JsonSerializer.Serialize(new { sql = Sql }), null, "application/json");
        using var response = await product.QueryApi.PostAsync("v1/query", body, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return (null, answer);
        }

        var row = JsonDocument.Parse(answer).RootElement.GetProperty("rows")[0];
        return ([("movie_ratings", Number(row[0])), ("user_tags", Number(row[1]))], answer);
    }

    private static int Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => 0,
        JsonValueKind.String => int.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.GetInt32(),
    };
}
