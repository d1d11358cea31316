using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Pipelines.Incremental;
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

    /// <param name="lease">The engine.</param>
    /// <param name="inputs">The model.</param>
    /// <param name="aggregates">The model over aggregates that later refreshes are to find, or null.</param>
    /// <param name="budget">Most groups whose aggregates may be kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CurationException">The SQL cannot be run.</exception>
    public static async Task<FullCandidate> ComputeAsync(EngineLease lease, ModelInputs inputs, AggregateRewrite? aggregates, long budget, CancellationToken cancellationToken)
    {
        var engine = lease.Engine;
        var kept = aggregates is null ? null : await KeptAggregates.TryBuildAsync(lease, inputs, aggregates, budget, cancellationToken);
        await InputViews.CreateAsync(engine, kept is null ? inputs : inputs.Only(kept.Reads), InputViews.AllRowsAsync, cancellationToken);
        var columns = await MaterialiseAsync(engine, inputs, Name, kept?.Sql ?? inputs.Model.Sql, cancellationToken);
        return new FullCandidate(engine, new CandidateRows(Name, [.. columns.Select(column => new CandidateColumn(column.Name, column.Type))])) { Kept = kept };
    }

    public override Task<QueryRows> QueryRowsAsync(string sql, CancellationToken cancellationToken) => engine.QueryRowsAsync(sql, cancellationToken);

    public override Task<CommitResult> CommitAsync(DeltaTable table, WriteOptions options, CancellationToken cancellationToken) =>
        table.OverwriteAsync(engine, $"SELECT * FROM {Name}", options, cancellationToken);
}
