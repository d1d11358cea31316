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

        foreach (var column in summary.EnumerateObject())
        {
            var name = $"\"{column.Name}\"";
            await CheckAsync(engine, column.Value, "nonNull", $"SELECT count({name}) FROM {scan.Sql}", cancellationToken);
            await CheckAsync(engine, column.Value, "distinct", $"SELECT count(DISTINCT {name}) FROM {scan.Sql}", cancellationToken);
            await CheckAsync(engine, column.Value, "min", $"SELECT min({name}) FROM {scan.Sql}", cancellationToken);
            await CheckAsync(engine, column.Value, "max", $"SELECT max({name}) FROM {scan.Sql}", cancellationToken);
            await CheckAsync(engine, column.Value, "sum", $"SELECT sum({name}) FROM {scan.Sql}", cancellationToken);
        }
    }

    private static async Task CheckAsync(DuckDbEngine engine, JsonElement column, string statistic, string sql, CancellationToken cancellationToken)
    {
        if (column.TryGetProperty(statistic, out var expected) && expected.ValueKind is JsonValueKind.Number or JsonValueKind.String)
        {
            var actual = await TextAsync(engine, sql, cancellationToken);
            if (decimal.TryParse(expected.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var left) && decimal.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var right))
            {
                Assert.Equal(left, right);
            }
            else
            {
                Assert.Equal(expected.ToString(), actual);
            }
        }
    }

    private static async Task<string?> TextAsync(DuckDbEngine engine, string sql, CancellationToken cancellationToken)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = $"SELECT ({sql})::VARCHAR";
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
