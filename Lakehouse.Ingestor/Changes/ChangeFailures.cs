using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Tables whose changes could not be taken in. Their control file says so before any later LSN is confirmed: the next start loads them anew.</summary>
internal sealed class ChangeFailures(ControlStore controls, ILogger logger)
{
    private readonly HashSet<TableName> tables = [];

    public IReadOnlyCollection<TableName> Tables => tables;

    public bool Has(CapturedTable table) => tables.Contains(table.Name);

    public async Task SetAsideAsync(CapturedTable table, string reason, CancellationToken cancellationToken)
    {
        logger.LogError("{Table}: set aside: {Reason}", table.Name, reason);
        if (await controls.ReadAsync(table.Name, cancellationToken) is { } control)
        {
            await controls.WriteAsync(table.Name, control with { State = LoadState.Failed, Error = reason }, cancellationToken);
        }

        tables.Add(table.Name);
        table.Progress.Failed(reason);
    }
}
