using System.Diagnostics;

namespace Lakehouse.AppHost;

/// <summary>What must be free before anything starts: the data folder and the QueryApi's port.</summary>
internal static class RunningState
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    /// <exception cref="StartException">Another AppHost uses the folder, or another program the port.</exception>
    public static async Task<StateFolder> OpenStateAsync(this IDistributedApplicationBuilder builder, LakehouseOptions options)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return StateFolder.OpenTemporary();
        }

        var state = StateFolder.Open(options.DataFolder);
        try
        {
            await WaitForPortAsync(options.Port, state);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>After a kill the services of that run end within seconds, since they watch who started them; otherwise a port in use is somebody else's.</summary>
    private static async Task WaitForPortAsync(int port, StateFolder state)
    {
        var watch = Stopwatch.StartNew();
        var patience = state.PreviousRunWasKilled ? _patience : TimeSpan.Zero;
        while (!LocalPort.IsFree(port))
        {
            if (watch.Elapsed >= patience)
            {
                throw new StartException($"Port {port}, on which the QueryApi was to listen, is in use by another program. Stop that program, or give another port with --port.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
