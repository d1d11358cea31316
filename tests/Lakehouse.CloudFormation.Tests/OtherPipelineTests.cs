using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Derived;

namespace Lakehouse.CloudFormation.Tests;

/// <summary>The templates with another pipeline written into them: one that cleans a table, keeps a history, and has names that YAML and DMS read otherwise.</summary>
public sealed class OtherPipelineTests : IDisposable
{
    private static readonly Dictionary<string, string> Given = new() { ["Pipeline"] = "webshop", ["SourceSchema"] = "sales" };

    private readonly string folder = Directory.CreateTempSubdirectory("webshop-").FullName;
    private readonly Pipeline pipeline;
    private readonly Dictionary<string, JsonNode> derived;
    private readonly Dictionary<string, Template> templates;

    public OtherPipelineTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "pipeline"));
        Write("pipeline/pipeline.yaml", """
            pipeline: webshop
            source: { schema: sales }
            catalog: { curated: webshop_curated, staged: webshop_staged, raw: webshop_raw }
            staged:
              customers: { key: [id], history: true }
              order_lines: { key: [order_id, line], sql: clean.sql }
              "no": { key: [id] }
            curated:
              per_order: { sql: per_order.sql }
              perOrder: { sql: per_order.sql }
            """);
        Write("pipeline/clean.sql", "SELECT * FROM source.order_lines WHERE price >= 0");
        Write("pipeline/per_order.sql", "SELECT order_id, count(*) AS n FROM staged.order_lines GROUP BY order_id");
        foreach (var file in Directory.GetFiles(Repository.PathOf("cloudformation"), "*.yaml"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        pipeline = PipelineLoader.Load(Path.Combine(folder, "pipeline"));
        derived = DerivedFiles.Of(pipeline).ToDictionary(file => file.Name, file => JsonNode.Parse(file.Content)!);
        foreach (var file in DerivedTemplates.Of(pipeline, DerivedTemplates.Names.ToDictionary(name => name, name => File.ReadAllText(Path.Combine(folder, name)))))
        {
            Write(file.Name, file.Content);
        }

        templates = Directory.GetFiles(folder, "*.yaml").Select(Template.Load).ToDictionary(template => template.Name);
    }

    [Fact]
    public void They_say_what_the_derived_files_say()
    {
        var catalog = templates["catalog.yaml"];
        var jobs = templates["jobs.yaml"];

        DerivedTests.AssertSame(derived["dms-table-mappings.json"], templates["ingestion.yaml"].Properties("Replication")["TableMappings"]!);
        Assert.All(
            new[] { ("RawCrawler", "raw"), ("StagedCrawler", "staged"), ("CuratedCrawler", "curated") },
            crawler => DerivedTests.AssertSame(derived["crawler-targets.json"][crawler.Item2]!, DerivedTests.Resolved(catalog, catalog.Properties(crawler.Item1)["Targets"]!, Given)));
        Assert.Equal(
            derived["glue-jobs.json"]["jobs"]!.AsArray().Select(job => (job!["name"]!.ToString(), (string?)job["defaultArguments"]!["--model"])),
            jobs.OfType("AWS::Glue::Job").Select(job => (job.Resource["Properties"]!["Name"]!["Fn::Sub"]!.ToString(), (string?)job.Resource["Properties"]!["DefaultArguments"]!["--model"])));
        Assert.Equal(["StageJob", "CleanOrderLinesJob", "CuratePerOrderJob", "CuratePerOrderJob2", "QualityJob"], jobs.OfType("AWS::Glue::Job").Select(job => job.Name));
        Assert.All(jobs.OfType("AWS::Glue::Job"), job => Assert.Equal(job.Name, jobs.Outputs[job.Name]!["Value"]!["Ref"]!.ToString()));
    }

    [Fact]
    public void The_state_machine_may_start_every_job()
    {
        var allowed = Template.Objects(templates["orchestration.yaml"].Properties("StateMachineRole"))
            .Single(found => found["Action"] is JsonArray actions && actions.Any(action => action!.ToString() == "glue:StartJobRun"))["Resource"]!.AsArray()
            .Select(resource => resource!["Fn::Sub"]!.ToString().Split(":job/")[1]).ToList();

        Assert.All(derived["glue-jobs.json"]["jobs"]!.AsArray(), job => Assert.Contains(allowed, pattern => FileSystemName.MatchesSimpleExpression(pattern, job!["name"]!.ToString())));
    }

    [Fact]
    public async Task They_have_neither_errors_nor_warnings()
    {
        Assert.SkipUnless(Tool.Exists("cfn-lint"), "cfn-lint is not installed: pip install cfn-lint.");
        var result = await Tool.RunAsync("cfn-lint", ["--regions", "eu-west-1", "--non-zero-exit-code", "warning", "--", .. DerivedTemplates.Names.Select(name => Path.Combine(folder, name))]);

        Assert.True(result.ExitCode == 0, result.Output);
    }

    [Fact]
    public void A_template_without_a_part_says_what_is_missing()
    {
        var texts = DerivedTemplates.Names.ToDictionary(name => name, name => name == "catalog.yaml" ? "Resources: {}\n" : File.ReadAllText(Path.Combine(folder, name)));

        Assert.Contains("catalog.yaml: it has no lines '# derived (lakehouse pipeline derive --templates): raw'", Assert.Throws<InvalidDataException>(() => DerivedTemplates.Of(pipeline, texts)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
