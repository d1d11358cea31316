namespace Lakehouse.Delta.Engine;

/// <summary>Creates an empty table.</summary>
internal sealed class CreateOperation(DeltaTable table, WriteOptions options)
{
    public Task<CommitResult> RunAsync(StructType schema, CancellationToken cancellationToken) =>
        WriteAttempts.RunAsync(table, "Creating the table", options, snapshot => AttemptAsync(snapshot, schema, cancellationToken), cancellationToken);

    private async Task<CommitResult> AttemptAsync(Snapshot? snapshot, StructType schema, CancellationToken cancellationToken)
    {
        if (snapshot is not null)
        {
            return Plain(snapshot.Schema) == Plain(schema) && snapshot.Metadata.PartitionColumns.SequenceEqual(options.PartitionBy)
                ? CommitResult.Nothing(snapshot.Version)
                : throw new TableExistsException($"A table with another schema or other partition columns exists already: {snapshot.Schema}.", table.Location, snapshot.Version);
        }

        var shape = CommitActions.NewShape(schema, options);
        var info = CommitActions.Info("CREATE TABLE", true, options, Parameters(shape.Metadata), EmptyMap.Instance);
        var version = await Committer.CommitAsync(
            table.Store, null, info, [.. shape.ChangesSince(null), .. CommitActions.Transaction(options)], TableRead.Nothing, cancellationToken).ConfigureAwait(false);
        return new CommitResult(version, 0, 0, 0, 0, 0, true);
    }

    private static Dictionary<string, string?> Parameters(Metadata metadata) => new()
    {
        ["isManaged"] = "false",
        ["description"] = metadata.Description,
        ["partitionBy"] = OperationParameters.List(metadata.PartitionColumns),
        ["properties"] = OperationParameters.Map(metadata.Configuration),
    };

    /// <summary>The schema as a user gives it, without what the table adds: ids, physical names and the last number of identity columns.</summary>
    private static StructType Plain(StructType schema) =>
        schema.Replace((_, field) => field.Without(ColumnMapper.Id, ColumnMapper.PhysicalName, "delta.identity.highWaterMark", "delta.typeChanges"));
}
