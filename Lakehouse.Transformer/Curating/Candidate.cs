using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Curating;

/// <summary>Rows that a model was computed to, before they are checked and committed.</summary>
internal abstract class Candidate
{
    /// <summary>The table as it would be after the commit: what the gate looks at.</summary>
    public abstract CandidateRows Rows { get; }

    /// <summary>Aggregates that it was computed from, to be kept after the commit; or null.</summary>
    public KeptAggregates? Kept { get; protected init; }

    /// <summary>Runs a query of the gate.</summary>
    public abstract Task<QueryRows> QueryRowsAsync(string sql, CancellationToken cancellationToken);

    public abstract Task<CommitResult> CommitAsync(DeltaTable table, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Runs a SELECT once, into a temporary table that may spill to the disk: it is checked and then written from there.</summary>
    /// <returns>The columns.</returns>
    /// <exception cref="CurationException">It cannot be run.</exception>
    protected static async Task<IReadOnlyList<EngineColumn>> MaterialiseAsync(DuckDbEngine engine, ModelInputs inputs, string name, string select, CancellationToken cancellationToken)
    {
        try
        {
            await engine.ExecuteAsync($"CREATE TEMP TABLE {name} AS {select}", cancellationToken);
        }
        catch (DuckDBException error)
        {
            throw new CurationException($"Cannot compute '{inputs.Model.Table}' from {inputs.Model.SqlFile}: {error.Message} Correct the SQL, or the table it reads.", error);
        }

        return await engine.DescribeColumnsAsync($"SELECT * FROM {name}", cancellationToken);
    }
}
