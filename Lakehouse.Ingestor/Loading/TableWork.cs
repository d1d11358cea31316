namespace Lakehouse.Ingestor.Loading;

/// <summary>One COPY to do.</summary>
/// <param name="Load">The table's load, begun with its first range.</param>
/// <param name="Range">The range, or null where there is nothing to read: a partitioned table without partitions, a load killed at its very end.</param>
internal sealed record TableWork(LoadOnce Load, RangeRest? Range);

/// <summary>Begins a table's load when its first range is taken up, once.</summary>
internal sealed class LoadOnce(LoadContext context, TablePlan plan) : IDisposable
{
    private readonly Lock gate = new();
    private Task<TableLoad>? begun;

    public Task<TableLoad> GetAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return begun ??= TableLoad.BeginAsync(context, plan, cancellationToken);
        }
    }

    /// <summary>To be called once nobody reads any more.</summary>
    public void Dispose()
    {
        if (begun is { IsCompletedSuccessfully: true })
        {
            begun.Result.Dispose();
        }
    }
}
