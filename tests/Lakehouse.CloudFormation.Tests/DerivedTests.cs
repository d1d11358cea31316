using System.Text.Json.Nodes;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Derived;

namespace Lakehouse.CloudFormation.Tests;

/// <summary>What follows from <c>samples/MovieLens/pipeline.yaml</c> is what lies in the repository and in the templates.</summary>
public sealed class DerivedTests
{
    private static readonly Pipeline MovieLens = PipelineLoader.Load(Repository.PathOf("samples", "MovieLens"));
    private static readonly IReadOnlyList<DerivedFile> Files = DerivedFiles.Of(MovieLens);

    [Fact]
    public void Files_in_the_repository_are_up_to_date()
    {
        var folder = Repository.PathOf("cloudformation", "derived", "movielens");

        Assert.Equal(Files.Select(file => file.Name).Order(StringComparer.Ordinal), Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Files, file => Assert.Equal(file.Content, File.ReadAllText(Path.Combine(folder, file.Name))));
    }

    [Fact]
    public void The_templates_in_the_repository_are_up_to_date()
    {
        var templates = DerivedTemplates.Names.ToDictionary(name => name, name => File.ReadAllText(Repository.PathOf("cloudformation", name)));

        Assert.All(DerivedTemplates.Of(MovieLens, templates), file => Assert.Equal(file.Content, templates[file.Name]));
    }

    [Fact]
    public void DMS_replicates_the_tables_that_are_staged() =>
        AssertSame(Content("dms-table-mappings.json"), Template.Named("ingestion.yaml").Properties("Replication")["TableMappings"]!);

    [Theory]
    [InlineData("RawCrawler", "raw")]
    [InlineData("StagedCrawler", "staged")]
    [InlineData("CuratedCrawler", "curated")]
    public void Crawlers_look_at_the_tables(string crawler, string zone)
    {
        var catalog = Template.Named("catalog.yaml");

        AssertSame(Content("crawler-targets.json")[zone]!, Resolved(catalog, catalog.Properties(crawler)["Targets"]!));
    }

    [Fact]
    public void There_is_a_job_for_each_that_the_state_machine_starts()
    {
        var jobs = Template.Named("jobs.yaml");
        var templates = jobs.OfType("AWS::Glue::Job").ToDictionary(job => job.Resource["Properties"]!["Name"]!["Fn::Sub"]!.ToString(), job => job.Resource["Properties"]!);
        var derived = Content("glue-jobs.json")["jobs"]!.AsArray();

        Assert.Equal(derived.Select(job => job!["name"]!.ToString()).Order(), templates.Keys.Order());
        Assert.All(derived, job =>
        {
            var properties = templates[job!["name"]!.ToString()];
            Assert.EndsWith($"/glue/{job["script"]}", properties["Command"]!["ScriptLocation"]!["Fn::Sub"]!.ToString(), StringComparison.Ordinal);
            Assert.True(File.Exists(Repository.PathOf("glue", job["script"]!.ToString())), job["script"]!.ToString());
            Assert.All(job["defaultArguments"]!.AsObject(), argument => Assert.Equal(argument.Value!.ToString(), properties["DefaultArguments"]![argument.Key]!.ToString()));
        });
    }

    [Fact]
    public void The_template_gives_every_substitution_of_the_state_machine()
    {
        var given = Template.Named("orchestration.yaml").Properties("StateMachine")["DefinitionSubstitutions"]!.AsObject().Select(substitution => substitution.Key);
        var used = System.Text.RegularExpressions.Regex.Matches(Files[0].Content, @"\$\{(\w+)\}").Select(match => match.Groups[1].Value).Distinct();

        Assert.Equal(used.Order(), given.Order());
    }

    [Fact]
    public async Task The_state_machines_are_valid()
    {
        var validator = Repository.PathOf("node_modules", "asl-validator", "dist", "bin", "asl-validator.js");
        Assert.SkipUnless(File.Exists(validator), "asl-validator is not installed: run npm install in the repository's folder.");
        var starter = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(starter, Typed(Template.Named("orchestration.yaml").Properties("Starter")["Definition"])!.ToJsonString(), TestContext.Current.CancellationToken);
            foreach (var definition in new[] { Repository.PathOf("cloudformation", "derived", "movielens", "state-machine.asl.json"), starter })
            {
                var result = await Tool.RunAsync("node", validator, "--json-path", definition);
                Assert.True(result.ExitCode == 0, result.Output);
            }
        }
        finally
        {
            File.Delete(starter);
        }
    }

    [Fact]
    public void A_model_that_reads_a_model_comes_a_level_later()
    {
        var folder = Directory.CreateTempSubdirectory("derive-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "pipeline.yaml"), "pipeline: shop\nstaged:\n  order_lines: { key: [id, line] }\ncurated:\n  top: { sql: top.sql }\n  totals: { sql: totals.sql }\n  counts: { sql: counts.sql }\n");
            File.WriteAllText(Path.Combine(folder.FullName, "top.sql"), "SELECT * FROM curated.totals ORDER BY total DESC LIMIT 10");
            File.WriteAllText(Path.Combine(folder.FullName, "totals.sql"), "SELECT id, sum(price) AS total FROM staged.order_lines GROUP BY id");
            File.WriteAllText(Path.Combine(folder.FullName, "counts.sql"), "SELECT id, count(*) AS n FROM staged.order_lines GROUP BY id");
            var files = DerivedFiles.Of(PipelineLoader.Load(folder.FullName)).ToDictionary(file => file.Name, file => JsonNode.Parse(file.Content)!);
            var states = files["state-machine.asl.json"]["States"]!;

            Assert.Equal("Curate level 1", states["Stage"]!["Next"]!.ToString());
            Assert.Equal(["Curate totals", "Curate counts"], states["Curate level 1"]!["Branches"]!.AsArray().Select(branch => branch!["StartAt"]!.ToString()));
            Assert.Equal("Curate level 2", states["Curate level 1"]!["Next"]!.ToString());
            Assert.Equal(["Curate top"], states["Curate level 2"]!["Branches"]!.AsArray().Select(branch => branch!["StartAt"]!.ToString()));
            Assert.Equal("id,line", states["Stage"]!["Branches"]![0]!["States"]!["Stage order_lines"]!["Parameters"]!["Arguments"]!["--primary_key"]!.ToString());
            Assert.Equal("order[_]lines", files["dms-table-mappings.json"]["rules"]![0]!["object-locator"]!["table-name"]!.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_schema_that_DMS_and_the_Ingestor_would_write_otherwise_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("derive-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "pipeline.yaml"), "pipeline: shop\nsource: { schema: _audit }\nstaged:\n  items: { key: [id] }\n");
            var pipeline = PipelineLoader.Load(folder.FullName);

            var refused = Assert.Throws<PipelineException>(() => DerivedFiles.Of(pipeline));

            Assert.StartsWith("The schema '_audit' cannot be derived for AWS", Assert.Single(refused.Problems).Message, StringComparison.Ordinal);
            Assert.Contains("the Ingestor into '~5Faudit'", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonNode Content(string name) => JsonNode.Parse(Files.Single(file => file.Name == name).Content)!;

    /// <summary>Texts with the defaults of Pipeline and SourceSchema, or what is given for them, put in; <c>${RawBucket}</c> stays.</summary>
    internal static JsonNode? Resolved(Template template, JsonNode? node, IReadOnlyDictionary<string, string>? given = null) => node switch
    {
        JsonObject found when found.ContainsKey("Fn::Sub") => template.Text(found, given),
        JsonObject found => new JsonObject(found.Select(member => KeyValuePair.Create(member.Key, Resolved(template, member.Value, given)))),
        JsonArray list => new JsonArray([.. list.Select(item => Resolved(template, item, given))]),
        _ => node?.DeepClone(),
    };

    /// <summary>Numbers and truth values as CloudFormation reads them from YAML.</summary>
    private static JsonNode? Typed(JsonNode? node) => node switch
    {
        JsonObject found => new JsonObject(found.Select(member => KeyValuePair.Create(member.Key, Typed(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Typed)]),
        JsonValue value when double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        JsonValue value when bool.TryParse(value.ToString(), out var flag) => flag,
        _ => node?.DeepClone(),
    };

    /// <summary>YAML's scalars are texts here, JSON's are what they are.</summary>
    internal static void AssertSame(JsonNode expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(Plain(expected), Plain(actual)), $"expected {expected.ToJsonString()}\nactual   {actual?.ToJsonString()}");

    private static JsonNode? Plain(JsonNode? node) => node switch
    {
        JsonObject found => new JsonObject(found.Select(member => KeyValuePair.Create(member.Key, Plain(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Plain)]),
        _ => node?.ToString(),
    };
}
