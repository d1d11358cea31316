using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>MERGE: finds the pairs of rows that match and the clause for each, then lets <see cref="RowRewrite"/> write the outcome.</summary>
internal sealed class MergeOperation(DeltaTable table, DuckDbEngine engine, MergeSpec spec, WriteOptions options)
{
    public Task<CommitResult> RunAsync(CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "The merge", options, snapshot => AttemptAsync(snapshot, cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is null)
        {
            throw SnapshotReader.NoTable(table.Store);
        }

        if (WriteAttempts.IsApplied(snapshot, options))
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        WriterFeatures.Check(snapshot);
        var source = await ExpressionCheck.SourceAsync(engine, spec.Source, table.Location, cancellationToken).ConfigureAwait(false);
        CheckKeys(snapshot, source);
        var shape = spec.WithSchemaEvolution ? SchemaEvolution.Of(snapshot, source, spec) : TableShape.Of(snapshot);
        var columns = new MergeColumns(snapshot, shape.Schema, source, spec);
        var plan = new MergePlan(snapshot, spec, source, columns, ChangeDataColumns.AreKept(shape.Protocol, shape.Metadata));
        var key = spec.CanLookUp ? LookupKey.Of(snapshot, source, (spec.IndexKey ?? spec.Key).Select(column => (column, column))) : null;
        using var lookup = key is null ? null : KeyLookup.TryOpen(spec.Indexes!, snapshot, key);
        var read = lookup?.Unindexed ?? NumberedFile.All(snapshot);
        var scan = await DeltaScan.PlanAsync(snapshot, read, withRowAddress: true, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await RunAsync(snapshot, shape, plan, scan, lookup, cancellationToken).ConfigureAwait(false);
            if (key is not null)
            {
                spec.Indexes!.Miss(table, snapshot, read.Select(file => file.File), key.Names, result.RowsInserted + result.RowsUpdated + result.RowsDeleted);
            }

            return result;
        }
        catch (DuckDBException error) when (OperationError.Explain(snapshot, error) is { } explained)
        {
            throw explained;
        }
        finally
        {
            await engine.ExecuteAsync(plan.DropTables + lookup?.DropTable, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void CheckKeys(Snapshot snapshot, StructType source)
    {
        foreach (var key in spec.Key)
        {
            if (snapshot.Schema.Find(key) is null || source.Find(key) is null)
            {
                throw new SchemaMismatchException($"The merge key '{key}' is not a column of {(snapshot.Schema.Find(key) is null ? "the table" : "the source")}. Nothing was written.", snapshot.Location, snapshot.Version);
            }
        }
    }

    private async Task<CommitResult> RunAsync(Snapshot snapshot, TableShape shape, MergePlan plan, DeltaScan scan, KeyLookup? lookup, CancellationToken cancellationToken)
    {
        var metrics = new OperationMetrics();
        await engine.ExecuteAsync(plan.LoadSource, cancellationToken).ConfigureAwait(false);
        await CheckExpressionsAsync(snapshot, plan, cancellationToken).ConfigureAwait(false);
        var inserted = plan.Inserted;
        _ = plan.NewVersions(scan).ToArray();
        metrics.Set("numSourceRows", await engine.CountAsync(plan.CountSource, cancellationToken).ConfigureAwait(false)).Lap("materializeSourceTimeMs");

        var found = lookup is null ? null : await lookup.FindAsync(engine, plan.Source, long.MaxValue, cancellationToken).ConfigureAwait(false);
        await engine.ExecuteAsync(plan.FindMatches(scan, found), cancellationToken).ConfigureAwait(false);
        if (await engine.CountAsync(plan.CountAmbiguous, cancellationToken).ConfigureAwait(false) is > 0 and var ambiguous)
        {
            throw new AmbiguousMergeException($"{ambiguous} table rows are matched and changed by more than one source row. Make the source unique{(spec.Key.Count > 0 ? " by " + string.Join(", ", spec.Key) : "")}. Nothing was written.", table.Location, snapshot.Version);
        }

        if (spec.WhenNotMatchedBySource.Count > 0)
        {
            await engine.ExecuteAsync(plan.FindUnmatched(scan), cancellationToken).ConfigureAwait(false);
        }

        await engine.ExecuteAsync(plan.FindInserts, cancellationToken).ConfigureAwait(false);
        var counts = await MergeCounts.ReadAsync(engine, plan, spec, cancellationToken).ConfigureAwait(false);
        metrics.Lap("scanTimeMs");
        if (counts.Updated + counts.Deleted > 0)
        {
            AppendOnly.Refuse(snapshot, "changed");
        }

        var evolution = shape.ChangesSince(snapshot).ToArray();
        if (counts.IsNothing && evolution.Length == 0 && options.Transaction is null)
        {
            return CommitResult.Nothing(snapshot.Version);
        }

        var files = await new RowRewrite(engine, snapshot, new RowWriter(table, engine, shape)).RunAsync(
            new RowChange
            {
                All = NumberedFile.All(snapshot),
                Leaving = counts.Updated + counts.Deleted > 0 ? plan.Leaving : null,
                Before = plan.Before,
                NewVersions = plan.NewVersions,
                NewVersionsReadTable = plan.NewVersionsReadTable,
                Inserted = inserted,
                UpdatedCount = counts.Updated,
                InsertedCount = counts.Inserted,
            },
            cancellationToken).ConfigureAwait(false);
        var info = CommitActions.Info("MERGE", false, options, Parameters(), counts.Report(metrics.Lap("rewriteTimeMs"), files).Finish().Values);
        var version = await Committer.CommitAsync(
            table.Store, snapshot, info, [.. evolution, .. CommitActions.Transaction(options), .. files.Actions], TableRead.WholeTable with { Isolation = options.Isolation }, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, counts.Inserted, counts.Updated, counts.Deleted, files.Written.Count + files.Masked.Count, files.Removed.Count, true);
    }

    private async Task CheckExpressionsAsync(Snapshot snapshot, MergePlan plan, CancellationToken cancellationToken)
    {
        var check = new ExpressionCheck(engine, snapshot);
        await check.ConditionAsync("the ON condition of the merge", spec.On, plan.BothSides, cancellationToken).ConfigureAwait(false);
        (IReadOnlyList<MergeClause> Clauses, string Name, string From)[] lists =
        [
            (spec.WhenMatched, "WHEN MATCHED", plan.BothSides), (spec.WhenNotMatched, "WHEN NOT MATCHED", plan.SourceSide), (spec.WhenNotMatchedBySource, "WHEN NOT MATCHED BY SOURCE", plan.TargetSide),
        ];
        foreach (var (clauses, name, from) in lists)
        {
            foreach (var clause in clauses)
            {
                await check.ConditionAsync($"the condition of {name}", clause.Condition, from, cancellationToken).ConfigureAwait(false);
                await check.ValuesAsync(name, clause.Values, from, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Dictionary<string, string?> Parameters()
    {
        var match = spec.Key.Select(key => $"source.{key} {(spec.NullKeysMatch ? "<=>" : "=")} target.{key}").Concat(spec.On is { } on ? [on] : []);
        return new Dictionary<string, string?>
        {
            ["predicate"] = OperationParameters.List($"({string.Join(" AND ", match)})"),
            ["matchedPredicates"] = OperationParameters.Clauses(spec.WhenMatched),
            ["notMatchedPredicates"] = OperationParameters.Clauses(spec.WhenNotMatched),
            ["notMatchedBySourcePredicates"] = OperationParameters.Clauses(spec.WhenNotMatchedBySource),
        };
    }
}
