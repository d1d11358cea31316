using System.Text.Json;
using Npgsql;

namespace Lakehouse.Ingestor.Source;

/// <summary>The planner's guess, which is right to some per cent also for tables that were never analyzed.</summary>
internal static class RowEstimate
{
    public static async Task<long> ReadAsync(NpgsqlConnection connection, TableName table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"EXPLAIN (FORMAT JSON) SELECT 1 FROM {table.Sql}", connection);
        var plan = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        using var json = JsonDocument.Parse(plan);
        return json.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetInt64();
    }
}
