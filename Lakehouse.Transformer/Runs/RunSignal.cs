namespace Lakehouse.Transformer.Runs;

/// <summary>Wakes everybody who follows a run when something about it changed.</summary>
internal sealed class RunSignal
{
    private TaskCompletionSource next = New();

    /// <summary>Completes at the next change. Take it before looking, so that no change falls in between.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Raise() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
