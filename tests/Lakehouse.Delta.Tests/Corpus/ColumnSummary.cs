using System.Globalization;
using System.Text.Json;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Tables too large for a rows file: compared with the expected Parquet, or by counts and sums of each column.</summary>
internal static class ColumnSummary
{
    public static async Task CheckAsync(CorpusTable table, StructType schema, DeltaScan scan, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        if (table.Expectation.TryGetProperty("parquetDir", out var folder))
        {
            var columns = string.Join(", ", schema.Fields.Select(field => $"\"{field.Name}\"::{DuckTypes.Of(field.Type)}"));
            var expected = $"(SELECT {columns} FROM read_parquet('{table.File(folder.GetString()!)}/**/*.parquet'))";
            Assert.Equal("0", await TextAsync(engine, $"SELECT count(*) FROM (FROM {expected} EXCEPT ALL FROM {scan.Sql})", cancellationToken));
            Assert.Equal("0", await TextAsync(engine, $"SELECT count(*) FROM (FROM {scan.Sql} EXCEPT ALL FROM {expected})", cancellationToken));
            return;
        }

        Assert.Equal(table.RowsByVersion[table.LatestVersion].ToString(CultureInfo.InvariantCulture), await TextAsync(engine, $"SELECT count(*) FROM {scan.Sql}", cancellationToken));
        if (!table.Expectation.TryGetProperty("columnStats", out var summary))
        {
            return;
        }

        var checks = summary.EnumerateObject().SelectMany(column => Checks(column.Name, column.Value)).ToArray();
        foreach (var batch in checks.Chunk(500))
        {
            await CheckAsync(engine, batch, scan, cancellationToken);
        }
    }

    private static IEnumerable<(string Sql, string Expected)> Checks(string name, JsonElement column)
    {
        foreach (var (statistic, function) in new[] { ("nonNull", "count({0})"), ("distinct", "count(DISTINCT {0})"), ("min", "min({0})"), ("max", "max({0})"), ("sum", "sum({0})") })
        {
            if (column.TryGetProperty(statistic, out var expected) && expected.ValueKind is JsonValueKind.Number or JsonValueKind.String)
            {
                yield return (function.Replace("{0}", $"\"{name}\"", StringComparison.Ordinal), expected.ToString());
            }
        }
    }

    private static async Task CheckAsync(DuckDbEngine engine, (string Sql, string Expected)[] checks, DeltaScan scan, CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", checks.Select(check => $"({check.Sql})::VARCHAR"))} FROM {scan.Sql} AS t";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Assert.True(await reader.ReadAsync(cancellationToken));
        for (var i = 0; i < checks.Length; i++)
        {
            Assert.Equal($"{checks[i].Sql} = {Comparable(checks[i].Expected)}", $"{checks[i].Sql} = {Comparable(reader.IsDBNull(i) ? "NULL" : reader.GetString(i))}");
        }
    }

    private static string Comparable(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : text;

    private static async Task<string?> TextAsync(DuckDbEngine engine, string sql, CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = $"SELECT ({sql})::VARCHAR";
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
