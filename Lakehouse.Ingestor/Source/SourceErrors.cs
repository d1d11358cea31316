using System.Net.Sockets;
using Npgsql;

namespace Lakehouse.Ingestor.Source;

/// <summary>Tells errors of the connection, after which everything starts again, from errors of one table.</summary>
internal static class SourceErrors
{
    /// <summary>
    /// Server gone or going (57P…), connection (08…), too many connections (53300), cancelled by a standby's replay (40001), login and database (28…, 3D…).
    /// </summary>
    public static bool IsConnection(Exception error) => error switch
    {
        PostgresException postgres => postgres.SqlState is ['5', '7', 'P', ..] or ['0', '8', ..] or ['2', '8', ..] or ['3', 'D', ..] or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.SerializationFailure,
        NpgsqlException or SocketException or TimeoutException or EndOfStreamException => true,
        ObjectDisposedException => false,
        _ => error.InnerException is { } inner && IsConnection(inner),
    };

    /// <summary>What happened and what to do, in one line and without secrets.</summary>
    public static string Explain(Exception error, string server) => error switch
    {
        PostgresException { SqlState: ['2', '8', ..] } refused => $"The server refused {server}: {refused.MessageText}. Check user and password in the connection string.",
        PostgresException { SqlState: ['3', 'D', ..] } missing => $"The server has no such database ({server}): {missing.MessageText}. Check the connection string.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } full => $"The server has no connection free for {server}: {full.MessageText}. Raise max_connections or lower Ingestor:Parallelism.",
        PostgresException { SqlState: ['5', '7', 'P', ..] } stopping => $"The server at {server} stops or starts: {stopping.MessageText}.",
        PostgresException other => $"{other.MessageText} ({other.SqlState})",
        NpgsqlException or SocketException or TimeoutException or EndOfStreamException =>
            $"Could not reach {server}: {Innermost(error).Message.TrimEnd('.')}. Is the server running, and does the connection string lead to it?",
        _ => error.Message,
    };

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
