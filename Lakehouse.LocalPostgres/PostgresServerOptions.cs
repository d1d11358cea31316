namespace Lakehouse.LocalPostgres;

/// <summary>What <see cref="PostgresServer.StartAsync"/> starts.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>Folder of the cluster (PGDATA): made when absent, continued when present. Null: a temporary one, deleted with the server.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Major version of the server for a folder that is not made yet. Null: whichever is found first.</summary>
    public int? Major { get; init; }

    /// <summary>TCP port on 127.0.0.1. Null: a free one.</summary>
    public int? Port { get; init; }

    /// <summary>The superuser's name. A cluster that exists must have been made with it.</summary>
    public string Username { get; init; } = "postgres";

    /// <summary>The superuser's password. Null: a random one, kept beside the data folder (readable by its owner only) for the next start.</summary>
    public string? Password { get; init; }

    /// <summary>Database that <see cref="PostgresServer.ConnectionString"/> leads to; created when absent.</summary>
    public string Database { get; init; } = "movielens";

    /// <summary>Server settings (<c>wal_sender_timeout</c> = <c>5s</c>) that go over this class's own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>False: no fsync, several times faster, for data that nobody misses after a power cut. Null: true exactly when <see cref="DataDirectory"/> is given.</summary>
    public bool? Durable { get; init; }

    /// <summary>Folder that keeps fetched Postgres binaries. Null: <c>.lakehouse/tools</c> of the repository.</summary>
    public string? ToolsDirectory { get; init; }

    /// <summary>Longest wait for the server to accept connections, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Longest wait for another process that holds the data folder, such as one that is stopping after its parent was killed.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Receives the server's log lines and this class's own progress, from any thread. Null: they are dropped; errors still quote the last ones.</summary>
    public Action<string>? Log { get; init; }
}
