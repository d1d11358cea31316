using System.Text.Json.Nodes;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Lineage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Runs as OpenLineage events, to a file and over HTTP.</summary>
public sealed class OpenLineageTests
{
    private static readonly string[] Required = ["eventType", "eventTime", "producer", "schemaURL", "run", "job", "inputs", "outputs"];

    [Fact]
    public async Task A_run_is_told_with_its_tables_versions_and_columns()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')");
        var run = await lake.RunAsync();
        var events = new OpenLineageEvents(PipelineLoader.Load(lake.PipelineFolder), lake.Lake, "test").Of(run);

        Assert.All(events, item => Assert.All(Required, name => Assert.True(item.ContainsKey(name), name)));
        Assert.Equal(
            ["START shop", "START shop.staged.items", "COMPLETE shop.staged.items", "START shop.curated.prices", "COMPLETE shop.curated.prices", "COMPLETE shop"],
            events.Where(item => !((string)item["job"]!["name"]!).Contains("expensive")).Select(item => $"{item["eventType"]} {item["job"]!["name"]}"));
        var prices = events.Last(item => (string)item["job"]!["name"]! == "shop.curated.prices");
        Assert.Equal(Guid.ParseExact(run.Id, "N").ToString(), (string)prices["run"]!["facets"]!["parent"]!["run"]!["runId"]!);
        Assert.Equal("0", (string)prices["inputs"]![0]!["facets"]!["version"]!["datasetVersion"]!);
        var output = prices["outputs"]![0]!;
        Assert.Equal(("file", Path.Combine(lake.Lake.Curated.LocalPath, "shop", "prices")), ((string)output["namespace"]!, (string)output["name"]!));
        var field = output["facets"]!["columnLineage"]!["fields"]!["price"]!["inputFields"]![0]!;
        Assert.Equal(
            ("price", Path.Combine(lake.Lake.Staged.LocalPath, "shop", "items"), "DIRECT", "AGGREGATION"),
            ((string)field["field"]!, (string)field["name"]!, (string)field["transformations"]![0]!["type"]!, (string)field["transformations"]![0]!["subtype"]!));
        Assert.Equal("GROUP_BY", (string)output["facets"]!["columnLineage"]!["dataset"]![0]!["transformations"]![0]!["subtype"]!);
        Assert.Empty(new OpenLineageEvents(PipelineLoader.Load(lake.PipelineFolder), lake.Lake, "test").Of(await lake.RunAsync()));
    }

    [Fact]
    public async Task A_table_that_fails_is_told_with_the_reason()
    {
        await using var lake = Create().Write("prices.sql", "SELECT name, prise AS price FROM staged.items").Items(Load, "('I', 1, 'tea', 6, '00')");
        var events = new OpenLineageEvents(PipelineLoader.Load(lake.PipelineFolder), lake.Lake, "test").Of(await lake.RunAsync());

        var failed = events.Single(item => $"{item["eventType"]} {item["job"]!["name"]}" == "FAIL shop.curated.prices");
        Assert.Contains("prise", (string)failed["run"]!["facets"]!["errorMessage"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_go_to_a_file_and_to_an_address()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')");
        var run = await lake.RunAsync();
        var received = new List<string>();
        await using var receiver = await ReceiveAsync(received);
        var options = new OpenLineageOptions { File = Path.Combine(lake.Folder, "lineage", "events.ndjson"), Url = receiver.Urls.Single(), ApiKey = "key" };
        await EmitterOf(lake, options).EmitAsync([run], TestContext.Current.CancellationToken);

        var lines = await File.ReadAllLinesAsync(options.File, TestContext.Current.CancellationToken);
        Assert.NotEmpty(lines);
        Assert.Equal(lines.Select(line => $"Bearer key {line}"), received);
        Assert.All(lines, line => Assert.NotNull(JsonNode.Parse(line)));
    }

    [Fact]
    public async Task A_receiver_that_is_away_costs_no_run()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')");
        var run = await lake.RunAsync();
        await EmitterOf(lake, new OpenLineageOptions { Url = "http://127.0.0.1:9" }).EmitAsync([run], TestContext.Current.CancellationToken);
    }

    private static OpenLineageEmitter EmitterOf(LakeFolder lake, OpenLineageOptions options) =>
        new(PipelineLoader.Load(lake.PipelineFolder), lake.Lake, options, new Clients(), NullLogger<OpenLineageEmitter>.Instance);

    private static async Task<WebApplication> ReceiveAsync(List<string> received)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/api/v1/lineage", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            received.Add($"{request.Headers.Authorization} {await reader.ReadToEndAsync()}");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private sealed class Clients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new();
    }
}
