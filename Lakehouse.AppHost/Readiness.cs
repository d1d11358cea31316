using System.Net.Http.Json;

namespace Lakehouse.AppHost;

/// <summary>Ready is when the curated tables answer, not when processes run.</summary>
internal sealed class Readiness(EndpointReference queryApi)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);
    private static readonly string[] _tables = ["movie_ratings", "user_tags"];
    private volatile bool _reached;

    public bool Reached => _reached;

    public string QueryApi => queryApi.Url;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        while (!await TryAsync(() => AreMadeAsync(http, cancellationToken), cancellationToken))
        {
            await Task.Delay(_pause, cancellationToken);
        }

        foreach (var table in _tables)
        {
            while (!await TryAsync(() => AnswersAsync(http, table, cancellationToken), cancellationToken))
            {
                await Task.Delay(_pause, cancellationToken);
            }
        }

        _reached = true;
    }

    /// <summary>This is asked first: a query of a table that has no data yet is an error, and would be logged as one. Health is in no trace, however often it is asked.</summary>
    private async Task<bool> AreMadeAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync($"{QueryApi}/health/curated", cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    private async Task<bool> AnswersAsync(HttpClient http, string table, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync($"{QueryApi}/v1/query", new { sql = $"SELECT COUNT(*) FROM {SampleQueries.Database}.{table}" }, cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> question, CancellationToken cancellationToken)
    {
        try
        {
            return await question();
        }
        catch (HttpRequestException)
        {
            return false; // It restarts, or its proxy was faster than it.
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // HttpClient's time-out.
        }
    }
}
