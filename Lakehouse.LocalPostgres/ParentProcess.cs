namespace Lakehouse.LocalPostgres;

/// <summary>The program that started this one. When it is killed nobody tells its children; they are adopted by another process.</summary>
internal static class ParentProcess
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Ends when the parent has ended.</summary>
    public static async Task ExitedAsync(CancellationToken cancellationToken)
    {
        var parent = Posix.ParentProcessId;
        while (Posix.ParentProcessId == parent)
        {
            await Task.Delay(_interval, cancellationToken);
        }
    }
}
