namespace Lakehouse.Pipelines.Tests;

/// <summary>A pipeline in a temporary folder.</summary>
internal sealed class PipelineFolder : IDisposable
{
    public const string Valid = """
        pipeline: shop
        staged:
          orders: { key: [id] }
          lines: { key: [order_id, line] }
        curated:
          totals: { sql: totals.sql, key: [id], refresh: incremental }
          top: { sql: top.sql }
        """;

    public PipelineFolder(string yaml = Valid)
    {
        Write("pipeline.yaml", yaml);
        Write("totals.sql", "SELECT o.id, sum(l.price) AS total\nFROM staged.orders o JOIN staged.lines l ON l.order_id = o.id GROUP BY o.id;\n");
        Write("top.sql", "SELECT * FROM curated.totals ORDER BY total DESC LIMIT 10");
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("pipeline-").FullName;

    public PipelineFolder Write(string name, string content)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    public Pipeline Load() => PipelineLoader.Load(Path);

    /// <summary>Every problem as <c>file:line: message</c>, the file without its folder.</summary>
    public IReadOnlyList<string> Problems() =>
        [.. Assert.Throws<PipelineException>(Load).Problems.Select(problem => $"{System.IO.Path.GetRelativePath(Path, problem.File)}:{problem.Line}: {problem.Message}")];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
