using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Testing;

/// <summary>A unit test of a model: given rows in, expected rows out.</summary>
/// <param name="Model">The model.</param>
/// <param name="Name">What it shows.</param>
/// <param name="File">The file it is written in: full path.</param>
/// <param name="Line">The line on which it starts.</param>
/// <param name="Given">Rows of the model's inputs; an input that is not there has no rows.</param>
/// <param name="Expected">The rows that the model gives, in any order. Only the columns that they name are compared.</param>
public sealed record ModelTest(Model Model, string Name, string File, int Line, IReadOnlyDictionary<TableReference, TestRows> Given, TestRows Expected)
{
    /// <summary>Columns of inputs that <c>pipeline.yaml</c> does not declare, with DuckDB's names of their types, as far as the test says them.</summary>
    public IReadOnlyDictionary<TableReference, IReadOnlyList<ModelColumn>> Types { get; init; } = new Dictionary<TableReference, IReadOnlyList<ModelColumn>>();
}

/// <summary>Rows as a test writes them.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The values as texts, in the order of the columns; null is NULL.</param>
public sealed record TestRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    /// <summary>No rows.</summary>
    public static readonly TestRows None = new([], []);
}

/// <summary>How a test went.</summary>
/// <param name="Test">The test.</param>
/// <param name="Failures">What is not as expected, for people; empty when it passed.</param>
public sealed record ModelTestResult(ModelTest Test, IReadOnlyList<string> Failures)
{
    /// <summary>Whether everything is as expected.</summary>
    public bool Passed => Failures.Count == 0;
}
