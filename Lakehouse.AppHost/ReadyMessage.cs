using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Lakehouse.AppHost;

/// <summary>Prints, once the system answers, where it answers and what to ask it.</summary>
internal sealed class ReadyMessage(ResourceNotificationService resources, Readiness readiness, EndpointReference flightSql, string? dashboard, string dataFolder) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watch = Stopwatch.StartNew();
        await resources.WaitForResourceHealthyAsync("queryapi", stoppingToken);
        await readiness.WaitAsync(stoppingToken);

        var endpoint = readiness.QueryApi.EndsWith(":5080", StringComparison.Ordinal) ? "" : $" --endpoint {readiness.QueryApi}";
        Console.WriteLine($$"""

            Lakehouse is ready after {{watch.Elapsed.TotalSeconds:F0}} s.
              QueryApi   {{readiness.QueryApi}}
              Flight SQL {{flightSql.Url}}
              dashboard  {{dashboard ?? "not installed here; `npm install` in the repository brings it"}}
              data       {{dataFolder}}
            Ask it:
              dotnet run --project Lakehouse.Cli -- query "{{SampleQueries.BestFilms}}"{{endpoint}}
              curl -s {{readiness.QueryApi}}/v1/query -H 'Accept: text/csv' -H 'Content-Type: application/json' -d '{"sql": "{{SampleQueries.TopTags}}"}'
            Ctrl+C stops everything.

            """);
    }
}
