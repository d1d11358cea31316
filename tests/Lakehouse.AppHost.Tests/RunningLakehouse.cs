using System.Globalization;
using System.Text.Json;

namespace Lakehouse.AppHost.Tests;

/// <summary>One AppHost, started from nothing, for all tests that only ask questions.</summary>
public sealed class RunningLakehouse : IAsyncLifetime
{
    private readonly TemporaryFolder data = new();
    private AppHostProcess? host;

    /// <summary>
    /// From the start of the process to the first answered query, without the time that others took from it: what it waited while the machine was idle, and what its
    /// processes took of all processors.
    /// </summary>
    public TimeSpan FirstAnswer { get; private set; }

    internal AppHostProcess Host => host!;

    /// <summary>Connection string of the source, as the services have it.</summary>
    public string Source => Host.Family.Variables("ConnectionStrings__movielens")
        ?? throw new InvalidOperationException($"No service has a connection string:\n{Host.Output}");

    public async ValueTask InitializeAsync()
    {
        var idle = IdleTime();
        host = AppHostProcess.Start(data.Path, AppHostProcess.FreePort());
        await host.QueryWhenReadyAsync(Specification.BestFilms, AppHostProcess.Patience, CancellationToken.None);
        FirstAnswer = IdleTime() - idle + (host.Family.ProcessorTime() / Environment.ProcessorCount);
        await host.QueryWhenReadyAsync(Specification.TopTags, AppHostProcess.Patience, CancellationToken.None);
    }

    /// <summary>How long the machine's processors, on average, had nothing to do: the fourth number of <c>cpu  2255 34 2290 22625563 6290 …</c>, in ticks of which a second has a hundred.</summary>
    private static TimeSpan IdleTime() => TimeSpan.FromSeconds(
        long.Parse(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture) / 100.0 / Environment.ProcessorCount);

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
