using DuckDB.NET.Data;
using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Storage;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Curating;

/// <summary>Brings curated tables up to date with what their models read.</summary>
internal sealed class ModelCurator(Pipeline pipeline, Lake lake, EnginePool engines)
{
    private const string Candidate = "candidate";

    /// <summary>Computes a model when an input has a new version, checks the rows, and commits them.</summary>
    /// <exception cref="CurationException">The SQL cannot be run.</exception>
    public async Task<CurationResult> CurateAsync(Model model, CancellationToken cancellationToken)
    {
        var delta = Table(model.Table);
        var snapshot = await delta.TryGetSnapshotAsync(cancellationToken);
        var snapshots = new Dictionary<TableReference, Snapshot>();
        foreach (var table in model.DependsOn)
        {
            if (await Table(table).TryGetSnapshotAsync(cancellationToken) is not { } input)
            {
                return new CurationResult(CurationOutcome.Waiting, new Dictionary<string, long>(), snapshot?.Version, null, [], $"{table} does not exist yet");
            }

            snapshots.Add(table, input);
        }

        var inputs = new ModelInputs(model, snapshots);
        var appId = inputs.AppId(pipeline.Name);
        if (snapshot is not null && snapshot.AppTransactions.TryGetValue(appId, out var done) && done >= inputs.Progress)
        {
            return new CurationResult(CurationOutcome.Unchanged, inputs.Versions, snapshot.Version, null, [], null);
        }

        await using var lease = await engines.RentAsync(cancellationToken);
        var engine = lease.Engine;
        var columns = await ComputeAsync(engine, inputs, cancellationToken);
        var results = await Gate.CheckAsync(engine, model, new CandidateRows(Candidate, columns), cancellationToken);
        Count(model, results);
        if (results.FirstOrDefault(result => result is { Success: false, Severity: Severity.Critical }) is { } failed)
        {
            return new CurationResult(CurationOutcome.Stopped, inputs.Versions, snapshot?.Version, null, results, $"the candidate rows fail {failed}");
        }

        var commit = await delta.OverwriteAsync(
            engine,
            $"SELECT * FROM {Candidate}",
            new WriteOptions
            {
                Transaction = new AppTransaction(appId, inputs.Progress),
                CommitTags = inputs.Versions.ToDictionary(input => input.Key, input => input.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            },
            cancellationToken);
        return new CurationResult(
            commit.Committed ? CurationOutcome.Committed : CurationOutcome.Unchanged, inputs.Versions, commit.Version, commit, results, commit.Committed ? null : "another Transformer was faster");
    }

    private DeltaTable Table(TableReference table) =>
        DeltaTable.At(ObjectStores.Open(table.Zone == Zone.Staged ? lake.Staged : lake.Curated).At($"{pipeline.Name}/{table.Name}"));

    /// <summary>Runs the SELECT once, into a temporary table that may spill to the disk: it is checked and then written from there.</summary>
    private static async Task<IReadOnlyList<string>> ComputeAsync(DuckDbEngine engine, ModelInputs inputs, CancellationToken cancellationToken)
    {
        await engine.ExecuteAsync("CREATE SCHEMA staged; CREATE SCHEMA curated;", cancellationToken);
        foreach (var (table, snapshot) in inputs.Snapshots)
        {
            var scan = await DeltaScan.PlanAsync(snapshot, cancellationToken);
            await engine.ExecuteAsync($"CREATE VIEW {(table.Zone == Zone.Staged ? "staged" : "curated")}.{Identifier(table.Name)} AS SELECT * FROM {scan.Sql}", cancellationToken);
        }

        try
        {
            await engine.ExecuteAsync($"CREATE TEMP TABLE {Candidate} AS {inputs.Model.Sql}", cancellationToken);
        }
        catch (DuckDBException error)
        {
            throw new CurationException($"Cannot compute '{inputs.Model.Table}' from {inputs.Model.SqlFile}: {error.Message} Correct the SQL, or the table it reads.", error);
        }

        return [.. (await engine.DescribeColumnsAsync($"SELECT * FROM {Candidate}", cancellationToken)).Select(column => column.Name)];
    }

    private static void Count(Model model, IReadOnlyList<ExpectationResult> results)
    {
        foreach (var failed in results.Where(result => !result.Success))
        {
            TransformerTelemetry.GateFailures.Add(1, new("table", model.Table.ToString()), new("severity", failed.Severity.ToString()), new("expectation", failed.Type));
        }
    }
}
