using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Reports and records that a captured table has other columns: in the log, in <c>GET /tables</c>, in metrics and in its control file.</summary>
internal sealed class SchemaReports(ControlStore controls, ILogger logger)
{
    private readonly Dictionary<TableName, IReadOnlyList<ColumnControl>> known = [];

    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns from the next change on.</param>
    /// <param name="cancellationToken">Stops the recording.</param>
    public async Task CompareAsync(CapturedTable table, IReadOnlyList<SourceColumn> columns, CancellationToken cancellationToken)
    {
        var now = columns.Select(column => new ColumnControl(column.Name, column.PostgresType, column.Type.Name)).ToArray();
        var difference = SchemaDifference.Between(known.GetValueOrDefault(table.Name, table.Columns), now);
        known[table.Name] = now;
        if (difference is null)
        {
            return;
        }

        logger.LogWarning("{Table}: its columns changed: {Difference}. A new file begins with the new columns", table.Name, difference);
        table.Progress.ColumnsChanged(difference);
        if (await controls.ReadAsync(table.Name, cancellationToken) is { } control)
        {
            await controls.WriteAsync(table.Name, control with { Columns = now }, cancellationToken);
        }
    }
}
