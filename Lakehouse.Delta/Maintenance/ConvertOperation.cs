namespace Lakehouse.Delta.Engine;

/// <summary>CONVERT TO DELTA.</summary>
internal sealed class ConvertOperation(DeltaTable table, ConvertOptions options)
{
    public Task<ConvertResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        throw new NotSupportedException($"{table.Location} cannot be converted yet ({options.Properties.Count}).");
    }
}
