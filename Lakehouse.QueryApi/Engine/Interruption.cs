using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Engine;

/// <summary>
/// While it lives, a cancelled token stops whatever its connection runs.
/// </summary>
/// <remarks>
/// DuckDB clears its interrupt flag when a statement starts, so an interrupt that comes between two native calls is lost.
/// It is therefore repeated until the work is over.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly DuckDBNativeConnection connection;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool over;

    public Interruption(DuckDBNativeConnection connection, CancellationToken cancellationToken)
    {
        this.connection = connection;
        registration = cancellationToken.UnsafeRegister(static state => ((Interruption)state!).Begin(), this);
    }

    public void Dispose()
    {
        lock (gate)
        {
            over = true;
            timer?.Dispose();
        }

        registration.Dispose();
    }

    private void Begin()
    {
        lock (gate)
        {
            if (!over)
            {
                timer = new Timer(static state => ((Interruption)state!).Interrupt(), this, TimeSpan.Zero, Interval);
            }
        }
    }

    private void Interrupt()
    {
        lock (gate)
        {
            if (!over)
            {
                connection.Interrupt();
            }
        }
    }
}
