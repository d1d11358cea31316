using System.Diagnostics;
using System.Text.Json;

namespace Lakehouse.AppHost.Tests;

/// <summary>One AppHost, started from nothing, for all tests that only ask questions.</summary>
public sealed class RunningLakehouse : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private AppHostProcess? host;

    /// <summary>From the start of the process to the first answered query.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    internal AppHostProcess Host => host!;

    /// <summary>Connection string of the source, as the services have it.</summary>
    public string Source => Host.Family.Variables("ConnectionStrings__movielens")
        ?? throw new InvalidOperationException($"No service has a connection string:\n{Host.Output}");

    public async ValueTask InitializeAsync()
    {
        var watch = Stopwatch.StartNew();
        host = AppHostProcess.Start(data.Path, AppHostProcess.FreePort());
        await host.QueryWhenReadyAsync(Specification.BestFilms, TimeSpan.FromMinutes(5), CancellationToken.None);
        FirstAnswer = watch.Elapsed;
        await host.QueryWhenReadyAsync(Specification.TopTags, TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        data.Dispose();
    }

    /// <summary>The rows that the lake answers, each value in invariant text.</summary>
    internal async Task<List<string?[]>> AskLakeAsync(string sql, CancellationToken cancellationToken)
    {
        using var response = await Host.PostAsync(sql, "application/json", cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        return [.. JsonDocument.Parse(body).RootElement.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(Text).ToArray())];

        static string? Text(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }
}
