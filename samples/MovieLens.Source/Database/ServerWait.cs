using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MovieLens.Source.Database;

/// <summary>Opens a first connection, patiently while the server may still be starting.</summary>
internal sealed class ServerWait(NpgsqlDataSource source, TimeSpan patience, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <exception cref="SourceException">The server cannot be reached within the time, or refuses for a reason that waiting does not mend.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var told = false;
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or TimeoutException or ArgumentException)
            {
                var waited = Stopwatch.GetElapsedTime(started);
                if (!Transience.MayPass(exception))
                {
                    throw Unreachable(exception, null);
                }

                if (waited >= patience)
                {
                    throw Unreachable(exception, waited);
                }

                if (!told)
                {
                    told = true;
                    logger.LogInformation(
                        "Waiting up to {Seconds:N0} s for {Address}: {Reason}", patience.TotalSeconds, ServerAddress.Of(source), Transience.Reason(exception));
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private SourceException Unreachable(Exception exception, TimeSpan? waited)
    {
        var time = waited is { } span ? FormattableString.Invariant($" within {span.TotalSeconds:N0} s") : "";
        return new SourceException(
            $"Cannot connect to {ServerAddress.Of(source)}{time}: {Transience.Reason(exception)}. Check the connection string (--connection or ConnectionStrings__movielens) and that the server runs.",
            exception);
    }
}
