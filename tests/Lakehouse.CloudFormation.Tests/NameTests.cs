namespace Lakehouse.CloudFormation.Tests;

/// <summary>Names are the specification's; what only one account can own is the parameter Prefix.</summary>
public sealed class NameTests
{
    private static readonly Dictionary<string, string> Cjmm = new() { ["Prefix"] = "cjmm" };

    [Fact]
    public void Buckets() => Assert.Equal(
        [
            "cjmm-datalake-mds-curated", "cjmm-datalake-mds-logs", "cjmm-datalake-mds-quality", "cjmm-datalake-mds-query-results", "cjmm-datalake-mds-raw",
            "cjmm-datalake-mds-scripts", "cjmm-datalake-mds-staged",
        ],
        Names("storage.yaml", "AWS::S3::Bucket", "BucketName"));

    [Fact]
    public void Databases()
    {
        var catalog = Template.Named("catalog.yaml");

        Assert.Equal(
            ["datahandson_mds_movielens_deltalake", "movielens_dms_parquet", "movielens_staged"],
            catalog.OfType("AWS::Glue::Database").Select(database => catalog.Text(database.Resource["Properties"]!["DatabaseInput"]!["Name"])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Databases_are_the_sample_pipelines()
    {
        var names = Lakehouse.Pipelines.PipelineLoader.Load(Repository.PathOf("samples", "MovieLens")).Catalog;
        var parameters = Template.Named("catalog.yaml").Parameters;

        Assert.Equal(names.Raw, parameters["RawDatabaseName"]!["Default"]!.ToString());
        Assert.Equal(names.Staged, parameters["StagedDatabaseName"]!["Default"]!.ToString());
        Assert.Equal(names.Curated, parameters["CuratedDatabaseName"]!["Default"]!.ToString());
    }

    [Fact]
    public void Crawlers() => Assert.Equal(
        ["data-handson-mds-dev-delta-crawler", "data-handson-mds-dev-parquet-crawler", "data-handson-mds-dev-staged-delta-crawler"],
        Names("catalog.yaml", "AWS::Glue::Crawler", "Name"));

    [Fact]
    public void Jobs() => Assert.Equal(
        [
            "datahandson-mds-deltalake-data-quality", "datahandson-mds-raw-staged-deltalake",
            "datahandson-mds-staged-curated-deltalake-movie-ratings", "datahandson-mds-staged-curated-deltalake-user-tags",
        ],
        Names("jobs.yaml", "AWS::Glue::Job", "Name"));

    [Fact]
    public void State_machine() => Assert.Contains("datahandson-mds-movielens-glue-etl", Names("orchestration.yaml", "AWS::StepFunctions::StateMachine", "StateMachineName"));

    [Fact]
    public void Queries() => Assert.Equal(
        [
            "SELECT tag, COUNT(*) AS total FROM datahandson_mds_movielens_deltalake.user_tags GROUP BY tag ORDER BY total DESC LIMIT 20;",
            "SELECT title, avg_rating, genres FROM datahandson_mds_movielens_deltalake.movie_ratings ORDER BY avg_rating DESC LIMIT 10;",
        ],
        Names("analytics.yaml", "AWS::Athena::NamedQuery", "QueryString"));

    [Fact]
    public void Jobs_run_Glue_5_with_Delta_as_specified() => Assert.All(Template.Named("jobs.yaml").OfType("AWS::Glue::Job"), job =>
    {
        var template = Template.Named("jobs.yaml");
        var properties = job.Resource["Properties"]!;
        Assert.Equal(["5.0", "G.1X", "3", "60", "4"], new[] { properties["GlueVersion"], properties["WorkerType"], properties["NumberOfWorkers"], properties["Timeout"], properties["ExecutionProperty"]!["MaxConcurrentRuns"] }.Select(value => template.Text(value)));
        var arguments = properties["DefaultArguments"]!;
        Assert.Equal("delta", arguments["--datalake-formats"]!.ToString());
        Assert.Equal("true", arguments["--enable-glue-datacatalog"]!.ToString());
        Assert.Equal("job-bookmark-disable", arguments["--job-bookmark-option"]!.ToString());
    });

    private static IEnumerable<string> Names(string template, string type, string property)
    {
        var found = Template.Named(template);
        return found.OfType(type).Select(resource => found.Text(resource.Resource["Properties"]![property], Cjmm)).Order(StringComparer.Ordinal);
    }
}
