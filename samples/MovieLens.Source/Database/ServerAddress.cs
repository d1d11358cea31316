using Npgsql;

namespace MovieLens.Source.Database;

/// <summary>Where the database is, in words that may be printed: never the password.</summary>
internal static class ServerAddress
{
    public static string Of(NpgsqlDataSource source)
    {
        var parts = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return FormattableString.Invariant($"database '{parts.Database ?? parts.Username}' at {parts.Host}:{parts.Port}");
    }
}
