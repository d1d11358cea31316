using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Pipelines;

/// <summary>One SQL SELECT that defines one curated or cleaned staged table.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Sql">The SELECT, without a closing semicolon; it names tables <c>staged.x</c> and <c>curated.x</c>.</param>
/// <param name="SqlFile">The file that <paramref name="Sql"/> comes from: full path.</param>
/// <param name="Key">Columns that identify a row; empty when the model declares none.</param>
/// <param name="Refresh">How the table is brought up to date.</param>
/// <param name="Expectations">The gate that candidate rows pass before they are committed, or null.</param>
/// <param name="DependsOn">Every table the SELECT reads, each once, in order of appearance.</param>
public sealed record Model(
    string Name,
    string Sql,
    string SqlFile,
    IReadOnlyList<string> Key,
    Refresh Refresh,
    ExpectationSuite? Expectations,
    IReadOnlyList<TableReference> DependsOn)
{
    /// <summary>Where the table lies: curated, or staged where the model cleans a table of the source.</summary>
    public Zone Zone { get; init; } = Zone.Curated;

    /// <summary>The table that the model makes.</summary>
    public TableReference Table => new(Zone, Name);

    /// <summary>The line of <c>pipeline.yaml</c> that defines it.</summary>
    public int Line { get; init; } = 1;

    /// <summary>File of the expectation suite: full path, or null.</summary>
    public string? ExpectationsFile => Expectations?.File;
}
