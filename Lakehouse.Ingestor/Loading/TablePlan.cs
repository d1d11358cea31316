using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Copying;
using Lakehouse.Ingestor.Source;
using Lakehouse.Pipelines;

namespace Lakehouse.Ingestor.Loading;

/// <summary>What is to be read of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Control">Its control file, as written.</param>
/// <param name="Ranges">Its ranges, without those that are in durable files as a whole.</param>
/// <param name="Durable">What a killed load has published, or null for a new attempt.</param>
internal sealed record TablePlan(SourceTable Table, TableControl Control, IReadOnlyList<RangeRest> Ranges, DurableFiles? Durable)
{
    /// <summary>A new attempt.</summary>
    public static async Task<TablePlan> BeginAsync(LoadContext context, SourceTable table, CancellationToken cancellationToken)
    {
        var ranges = PageRange.Split(table, context.Options.RangeBytes, context.Identity.Version);
        var before = await context.Controls.ReadAsync(table.Name, cancellationToken);
        var control = new TableControl
        {
            Table = table.Name.ToString(),
            RelationOid = table.Oid,
            State = LoadState.Loading,
            Attempt = (before?.Attempt ?? 0) + 1,
            SystemIdentifier = context.Identity.SystemIdentifier,
            DatabaseOid = context.Identity.DatabaseOid,
            Database = context.Identity.Database,
            SchemaFingerprint = table.Fingerprint,
            Columns = [.. table.Columns.Select(column => new ColumnControl(column.Name, column.PostgresType, column.Type.Name))],
            Key = table.Key,
            Snapshot = context.Snapshot.Name,
            SnapshotLsn = context.Snapshot.Lsn.ToString(),
            SnapshotTime = context.Snapshot.Time,
            Captured = context.Captured.Contains(table.Name),
            Ranges = [.. ranges.Select(range => range.ToControl())],
        };
        await context.Controls.WriteAsync(table.Name, control, cancellationToken);
        return new TablePlan(table, control, [.. ranges.Select((range, number) => new RangeRest(number, range, 0))], null);
    }

    /// <summary>
    /// Goes on with an attempt that was killed, after its last durable rows. A range of a table whose rows come in no certain order
    /// must be durable as a whole or not at all; otherwise the table starts anew.
    /// </summary>
    public static async Task<TablePlan> ResumeAsync(LoadContext context, SourceTable table, TableControl killed, CancellationToken cancellationToken)
    {
        var durable = await DurableFiles.ReadAsync(context.Store.At(RawNames.Folder(table.Name.Schema, table.Name.Table)), killed.Attempt, cancellationToken);
        var rest = killed.Ranges.Select((range, number) => new RangeRest(number, PageRange.Of(range), durable.Ranges.GetValueOrDefault(number).Rows))
            .Where(range => !durable.Ranges.GetValueOrDefault(range.Number).Complete).ToArray();
        if (rest.Any(range => range is { Skip: > 0, Range.Heap: false }))
        {
            return await BeginAsync(context, table, cancellationToken);
        }

        var control = killed with { Snapshot = context.Snapshot.Name };
        await context.Controls.WriteAsync(table.Name, control, cancellationToken);
        return new TablePlan(table, control, rest, durable);
    }
}

/// <summary>A range, or what is left of it.</summary>
/// <param name="Number">Its place in the control file.</param>
/// <param name="Range">The range.</param>
/// <param name="Skip">Rows that are in durable files.</param>
internal sealed record RangeRest(int Number, PageRange Range, long Skip);
