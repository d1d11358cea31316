using System.Net.Sockets;
using Npgsql;

namespace MovieLens.Source.Database;

/// <summary>Tells failures that pass by themselves (a server that starts, restarts or is gone for a moment) from those that stay.</summary>
internal static class Transience
{
    public static bool MayPass(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient || refused.SqlState is PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        SocketException socket => socket.SocketErrorCode is not SocketError.HostNotFound,
        IOException or TimeoutException => true,
        NpgsqlException { InnerException: { } inner } => MayPass(inner),
        NpgsqlException other => other.IsTransient,
        _ => false,
    };

    /// <summary>The cause in a few words.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        PostgresException refused => refused.MessageText,
        NpgsqlException { InnerException: { } inner } => Reason(inner),
        SocketException { SocketErrorCode: SocketError.HostNotFound } => "the host name is unknown",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nothing listens there (connection refused)",
        _ => exception.Message.TrimEnd('.'),
    };
}
