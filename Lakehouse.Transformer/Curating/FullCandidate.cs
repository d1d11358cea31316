using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Curating;

/// <summary>All rows of a model; the commit replaces the table.</summary>
internal sealed class FullCandidate : Candidate
{
    private const string Name = "candidate";

    private readonly DuckDbEngine engine;

    private FullCandidate(DuckDbEngine engine, CandidateRows rows)
    {
        this.engine = engine;
        Rows = rows;
    }

    public override CandidateRows Rows { get; }

    public static async Task<FullCandidate> ComputeAsync(DuckDbEngine engine, ModelInputs inputs, CancellationToken cancellationToken)
    {
        await InputViews.CreateAsync(engine, inputs, InputViews.AllRowsAsync, cancellationToken);
        var columns = await MaterialiseAsync(engine, inputs, Name, inputs.Model.Sql, cancellationToken);
        return new FullCandidate(engine, new CandidateRows(Name, [.. columns.Select(column => new CandidateColumn(column.Name, column.Type))]));
    }

    public override Task<QueryRows> QueryRowsAsync(string sql, CancellationToken cancellationToken) => engine.QueryRowsAsync(sql, cancellationToken);

    public override Task<CommitResult> CommitAsync(DeltaTable table, WriteOptions options, CancellationToken cancellationToken) =>
        table.OverwriteAsync(engine, $"SELECT * FROM {Name}", options, cancellationToken);
}
