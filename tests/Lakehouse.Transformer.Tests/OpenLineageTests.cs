using System.Globalization;
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

    /// <summary>As OpenLineage's JSON schemas (2-0-2, and those of the facets) have it.</summary>
    [Fact]
    public async Task Events_have_the_form_that_the_schemas_ask_for()
    {
        await using var lake = Create().Write("prices.sql", "SELECT name, prise AS price FROM staged.items").Items(Load, "('I', 1, 'tea', 6, '00')");
        var events = new OpenLineageEvents(PipelineLoader.Load(lake.PipelineFolder), lake.Lake, "test").Of(await lake.RunAsync());

        Assert.Contains(events, item => (string)item["eventType"]! == "FAIL");
        foreach (var item in events)
        {
            Assert.Contains((string)item["eventType"]!, new[] { "START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER" });
            Assert.True(DateTimeOffset.TryParse((string)item["eventTime"]!, CultureInfo.InvariantCulture, out _));
            Assert.True(Uri.TryCreate((string)item["producer"]!, UriKind.Absolute, out _));
            Assert.True(Guid.TryParse((string)item["run"]!["runId"]!, out _));
            AssertFacets(item["run"], ("parent", "ParentRunFacet", ["run", "job"]), ("errorMessage", "ErrorMessageRunFacet", ["message", "programmingLanguage"]));
            AssertNamed(item["job"]!);
            AssertFacets(item["job"], ("jobType", "JobTypeJobFacet", ["processingType", "integration"]), ("sql", "SQLJobFacet", ["query"]));
            foreach (var dataset in item["inputs"]!.AsArray().Concat(item["outputs"]!.AsArray()))
            {
                AssertNamed(dataset!);
                AssertFacets(
                    dataset, ("version", "DatasetVersionDatasetFacet", ["datasetVersion"]), ("schema", "SchemaDatasetFacet", ["fields"]), ("columnLineage", "ColumnLineageDatasetFacet", ["fields"]));
                AssertFacets(dataset, "outputFacets", ("outputStatistics", "OutputStatisticsOutputDatasetFacet", ["rowCount"]));
            }
        }
    }

    private static void AssertNamed(JsonNode thing) => Assert.All(["namespace", "name"], field => Assert.NotEmpty((string)thing[field]!));

    private static void AssertFacets(JsonNode? owner, params (string Name, string Type, string[] Required)[] known) => AssertFacets(owner, "facets", known);

    /// <summary>Each facet is of a known type, says who made it and by which schema, and has what that asks for.</summary>
    private static void AssertFacets(JsonNode? owner, string property, params (string Name, string Type, string[] Required)[] known)
    {
        foreach (var (name, facet) in owner![property]?.AsObject() ?? [])
        {
            var (_, type, required) = Assert.Single(known, entry => entry.Name == name);
            Assert.True(Uri.TryCreate((string)facet!["_producer"]!, UriKind.Absolute, out _));
            Assert.Matches($@"^https://openlineage\.io/spec/facets/\d+-\d+-\d+/{type}\.json#/\$defs/{type}$", (string)facet["_schemaURL"]!);
            Assert.All(required, field => Assert.NotNull(facet[field]));
        }
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
