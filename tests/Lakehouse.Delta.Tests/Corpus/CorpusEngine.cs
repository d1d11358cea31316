using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Reads snapshots for comparison.</summary>
internal static class CorpusEngine
{
    public static async Task<List<string>> RowsAsync(StructType schema, string relation, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
        var rows = new List<string>();
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = RowText.Select(schema, relation);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(RowText.OfActual(schema, reader.GetString(0)));
        }

        return rows;
    }

    public static async Task<long> CountAsync(DeltaScan scan, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
        await using var command = engine.Connection.CreateCommand();
        // All columns are read, so that a column that cannot be read is found.
        command.CommandText = $"SELECT count(*), count(COLUMNS(*)) FROM {scan.Sql} AS t";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }
}
