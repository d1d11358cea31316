namespace Lakehouse.Pipelines.Tests;

/// <summary>Keys that the SQL shows not to identify the rows. tags has the key (userid, movieid, tag), films (movieid).</summary>
public sealed class KeyCheckTests
{
    [Theory]
    [InlineData("SELECT userid, tag, count(*) AS n FROM staged.tags GROUP BY userid, tag", "[userid]", "one row for each userid, tag. Add tag to the key")]
    [InlineData("SELECT userid AS u, tag, count(*) AS n FROM staged.tags GROUP BY 1, 2", "[u]", "one row for each u, tag.")]
    [InlineData("SELECT userid, tag FROM staged.tags", "[userid, tag]", "one row for each userid, movieid, tag. Add movieid to the key")]
    [InlineData("SELECT * FROM staged.tags", "[userid]", "Add movieid and tag to the key")]
    public void What_cannot_identify_rows_is_reported(string sql, string key, string problem)
    {
        using var folder = Folder(sql, key);
        var found = Assert.Single(folder.Problems());
        Assert.StartsWith("pipeline.yaml:6: The key (", found, StringComparison.Ordinal);
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT userid, tag, count(*) AS n FROM staged.tags GROUP BY userid, tag", "[userid, tag]")]
    [InlineData("SELECT movieid, title, count(*) AS n FROM staged.films GROUP BY movieid, title", "[movieid]")]
    [InlineData("SELECT f.movieid, f.title, count(*) AS n FROM staged.films f JOIN staged.tags t ON t.movieid = f.movieid GROUP BY f.movieid, f.title", "[movieid]")]
    [InlineData("SELECT userid, tag FROM staged.tags WHERE movieid = 1", "[userid, tag]")]
    [InlineData("SELECT DISTINCT userid, tag FROM staged.tags", "[userid, tag]")]
    [InlineData("SELECT max(userid) AS userid FROM staged.tags", "[userid]")]
    [InlineData("SELECT upper(tag) AS tag, count(*) AS n FROM staged.tags GROUP BY upper(tag)", "[tag]")]
    public void What_may_identify_rows_is_left_to_the_gate(string sql, string key)
    {
        using var folder = Folder(sql, key);
        Assert.Single(folder.Load().Curated);
    }

    private static PipelineFolder Folder(string sql, string key) => new PipelineFolder($$"""
        pipeline: films
        staged:
          tags: { key: [userid, movieid, tag] }
          films: { key: [movieid] }
        curated:
          m: { sql: m.sql, key: {{key}} }
        """).Write("m.sql", sql);
}
