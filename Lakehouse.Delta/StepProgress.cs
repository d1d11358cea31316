namespace Lakehouse.Delta;

/// <summary>Adds up what the parts of a step have done, from any thread, and reports it. Without a listener it does nothing.</summary>
/// <param name="listener">Who is told; null for nobody.</param>
/// <param name="step">What is being done.</param>
/// <param name="unit">What is counted.</param>
/// <param name="total">How many units there are, or null.</param>
/// <param name="totalBytes">How many bytes there are, or null.</param>
internal sealed class StepProgress(IProgress<OperationProgress>? listener, string step, string unit, long? total = null, long? totalBytes = null)
{
    private readonly Lock gate = new();
    private long done;
    private long bytes;

    /// <summary>Whether somebody listens.</summary>
    public bool IsWatched => listener is not null;

    /// <summary>Reports that the step has begun.</summary>
    public StepProgress Begin()
    {
        Add(0);
        return this;
    }

    /// <summary>Reports that so much more is done. Reports never overtake each other.</summary>
    public void Add(long units, long moreBytes = 0)
    {
        if (listener is null)
        {
            return;
        }

        lock (gate)
        {
            done += units;
            bytes += moreBytes;
            listener.Report(new OperationProgress(step, unit, done, total, bytes, totalBytes));
        }
    }
}
