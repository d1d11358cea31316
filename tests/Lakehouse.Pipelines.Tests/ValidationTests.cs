namespace Lakehouse.Pipelines.Tests;

public sealed class ValidationTests
{
    [Fact]
    public void SQL_that_does_not_parse_is_reported_once()
    {
        using var folder = new PipelineFolder("pipeline: shop\nstaged: { orders: { key: [id], columns: { id: INTEGER } } }\ncurated: { m: { sql: m.sql } }").Write("m.sql", "SELECT id FROM staged.orders WHERE (");
        Assert.Equal(["m.sql:1: The SQL cannot be parsed: syntax error at end of input. Correct it."], folder.Problems());
    }

    [Fact]
    public void Every_problem_is_reported_at_once_with_its_line()
    {
        using var folder = new PipelineFolder("""
            pipeline: my shop
            souce: { schema: public }
            staged:
              orders: { key: [id] }
              orders: { key: [id] }
              lines: { keys: [order_id] }
              Lines: { key: [a, A] }
            curated:
              totals: { sql: totals.sql, refresh: sometimes }
              top: { sql: missing.sql, refresh: incremental }
              other: { key: [x], expectations: none.json }
            """).Write("totals.sql", "SELECT 1");

        Assert.Equal(
            [
                "pipeline.yaml:1: The pipeline name 'my shop' cannot be used. Use letters, digits and '_', and start with a letter.",
                "pipeline.yaml:2: The pipeline has an unknown key 'souce'. Did you mean 'source'?",
                "pipeline.yaml:5: The section 'staged' has 'orders' twice (first on line 4). Remove one of them.",
                "pipeline.yaml:6: The staged table 'lines' has an unknown key 'keys'. Did you mean 'key'?",
                "pipeline.yaml:6: The staged table 'lines' has no key. Add the columns of its primary key, like 'key: [movieid]'.",
                "pipeline.yaml:7: The table 'Lines' differs from the one on line 6 only in upper and lower case, which SQL does not tell apart. Rename one.",
                "pipeline.yaml:9: The curated table 'totals' has an unknown refresh 'sometimes'. Say 'full' or 'incremental'.",
                "pipeline.yaml:10: The curated table 'top' has no key, which 'refresh: incremental' needs. Add one, like 'key: [movieid]', or say 'refresh: full'.",
                $"pipeline.yaml:10: The SQL file of curated table 'top' is 'missing.sql', but there is no such file. Create {folder.Path}/missing.sql or correct the path.",
                "pipeline.yaml:11: The curated table 'other' has no SQL. Add the file of its SELECT, like 'sql: curated/other.sql'.",
                $"pipeline.yaml:11: The expectation suite of curated table 'other' is 'none.json', but there is no such file. Create {folder.Path}/none.json or correct the path.",
            ],
            folder.Problems());
    }

    [Theory]
    [InlineData("", "pipeline.yaml:1: The pipeline has no name.")]
    [InlineData("pipeline: [a]", "pipeline.yaml:1: The pipeline: 'pipeline' must be a text")]
    [InlineData("pipeline: a\nstaged: 5", "pipeline.yaml:2: The section 'staged' must be a map")]
    [InlineData("pipeline: a\nstaged:\n  x: { key: [ {a: b} ] }", "pipeline.yaml:3: The staged table 'x': 'key' must be a list of column names")]
    [InlineData("pipeline: a\nstaged:\n  - x", "pipeline.yaml:3: The section 'staged' must be a map")]
    [InlineData("pipeline: a\n  staged: b: c", "pipeline.yaml:2: This is not YAML that can be read")]
    [InlineData("pipeline: a\nstaged: *b", "pipeline.yaml:2: This is not YAML that can be read: ")]
    [InlineData("pipeline: a\n---\npipeline: b", "pipeline.yaml:2: This is not YAML that can be read: ")]
    [InlineData("pipeline: a", "pipeline.yaml:1: The pipeline stages no table.")]
    public void Broken_yaml_is_one_clear_message(string yaml, string problem)
    {
        using var folder = new PipelineFolder(yaml);
        Assert.Contains(folder.Problems(), found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_outside_the_folder_are_refused()
    {
        using var folder = new PipelineFolder(PipelineFolder.Valid.Replace("top.sql", "../top.sql"));
        Assert.Contains("outside the pipeline's folder", Assert.Single(folder.Problems()));
    }

    [Fact]
    public void A_folder_without_a_pipeline_says_what_to_set()
    {
        var problem = Assert.Single(Assert.Throws<PipelineException>(() => PipelineLoader.Load("/nowhere/at/all")).Problems);
        Assert.Contains("Pipeline__Folder", problem.Message);
    }
}
