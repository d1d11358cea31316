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
        foreach (var table in _tables)
        {
            while (!await AnswersAsync(http, table, cancellationToken))
            {
                await Task.Delay(_pause, cancellationToken);
            }
        }

        _reached = true;
    }

    private async Task<bool> AnswersAsync(HttpClient http, string table, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync($"{QueryApi}/v1/query", new { sql = $"SELECT COUNT(*) FROM {SampleQueries.Database}.{table}" }, cancellationToken);
            return answer.IsSuccessStatusCode;
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
