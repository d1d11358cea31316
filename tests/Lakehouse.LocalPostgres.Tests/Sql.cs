using Npgsql;

namespace Lakehouse.LocalPostgres.Tests;

internal static class Sql
{
    public static async Task<object?> ScalarAsync(this PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
