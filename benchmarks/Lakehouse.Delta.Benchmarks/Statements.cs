using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>Runs SQL and reads its result to the end.</summary>
internal static class Statements
{
    public static async Task RunAsync(DuckDbEngine engine, string sql, CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _ = reader.IsDBNull(0);
        }
    }
}
