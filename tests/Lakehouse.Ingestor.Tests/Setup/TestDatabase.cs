using Npgsql;

namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>A database of one test.</summary>
public sealed class TestDatabase(string connectionString)
{
    /// <summary>Setting of an Ingestor that captures changes.</summary>
    public const string Capture = "--Ingestor:CaptureChanges=true";

    /// <summary>Seconds.</summary>
    private const int Patience = 300;

    public string ConnectionString => connectionString;

    public async Task RunAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Patience };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every row as text by Postgres's own output functions; NULL is null.</summary>
    public async Task<IReadOnlyList<string?[]>> TextAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true, CommandTimeout = Patience };
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string?[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        }

        return rows;
    }

    public async Task<long> CountAsync(string table) => long.Parse((await TextAsync($"SELECT count(*) FROM {table}"))[0][0]!, System.Globalization.CultureInfo.InvariantCulture);

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
