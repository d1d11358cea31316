using System.Globalization;
using Npgsql;

namespace Lakehouse.AppHost.Tests;

/// <summary>The Postgres database that the lake is a copy of: the judge of every answer.</summary>
internal static class SourceDatabase
{
    /// <summary>The rows of a query, each value in invariant text.</summary>
    public static async Task<List<string?[]>> AskAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new string?[reader.FieldCount];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = reader.IsDBNull(column) ? null : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture);
            }

            rows.Add(row);
        }

        return rows;
    }
}
