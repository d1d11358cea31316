using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Features;

/// <summary>Expressions of tables mean in DuckDB what they mean in Spark (non-ANSI, session time zone UTC).</summary>
public class SparkExpressions
{
    private const string Row = "SELECT 5 AS i, -7::BIGINT AS l, 2.5::DOUBLE AS d, 12.345::DECIMAL(10,3) AS n, 'Ab''c%' AS s, DATE '2024-02-29' AS day, TIMESTAMPTZ '2024-02-29 13:14:15.5+00' AS at, {'x': 3} AS st, NULL::VARCHAR AS z";

    private static readonly StructType Schema = new(
    [
        new StructField("i", PrimitiveType.Integer), new StructField("l", PrimitiveType.Long), new StructField("d", PrimitiveType.Double), new StructField("n", new DecimalType(10, 3)),
        new StructField("s", PrimitiveType.String), new StructField("day", PrimitiveType.Date), new StructField("at", PrimitiveType.Timestamp),
        new StructField("st", new StructType([new StructField("x", PrimitiveType.Integer)])), new StructField("z", PrimitiveType.String),
    ]);

    public static TheoryData<string, string?> Expressions => new()
    {
        { "i > 3 and l < 0 OR false", "true" },
        { "I = 5", "true" },
        { "`i` == 5", "true" },
        { "s = \"Ab'c%\"", "true" },
        { "s = 'Ab\\'c%'", "true" },
        { "s LIKE '%\\%'", "true" },
        { "s LIKE 'ab%'", "false" },
        { "st.x between 1 and 3", "true" },
        { "z <=> NULL", "true" },
        { "z = 'a' IS NULL", "true" },
        { "i in (1, 5)", "true" },
        { "i not in (1, 5)", "false" },
        { "day > '2024-02-28'", "true" },
        { "at >= '2024-02-29 13:14:15'", "true" },
        { "i / 2", "2.5" },
        { "i / 0", null },
        { "i % 0", null },
        { "l % 3", "-1" },
        { "cast(d as int)", "2" },
        { "cast(-2.5 as int)", "-2" },
        { "cast(n as bigint)", "12" },
        { "cast(i as string)", "5" },
        { "cast(at as string)", "2024-02-29 13:14:15.5" },
        { "cast(at as date)", "2024-02-29" },
        { "cast('2024-13-01' as date)", null },
        { "cast(i as decimal(10,2))", "5.00" },
        { "concat(s, z)", null },
        { "concat(i, '-', day)", "5-2024-02-29" },
        { "s || '!'", "Ab'c%!" },
        { "substring(s, 1, 2)", "Ab" },
        { "upper(s)", "AB'C%" },
        { "length(s)", "5" },
        { "year(at) * 100 + month(at)", "202402" },
        { "dayofweek(day)", "5" },
        { "weekday(day)", "3" },
        { "hour(at)", "13" },
        { "date_format(at, 'yyyy-MM')", "2024-02" },
        { "date_trunc('MONTH', at)", "2024-02-01 00:00:00+00" },
        { "trunc(day, 'YEAR')", "2024-01-01" },
        { "date_add(day, 1)", "2024-03-01" },
        { "datediff(day, '2024-02-01')", "28" },
        { "coalesce(z, s, 'x')", "Ab'c%" },
        { "CASE WHEN i > 3 THEN 'big' ELSE 'small' END", "big" },
        { "if(i > 3, 1, 0)", "1" },
        { "nullif(i, 5)", null },
        { "greatest(i, l)", "5" },
        { "floor(d)", "2" },
        { "s rlike '^[A-Z]b.*$'", "true" },
        { "regexp_like(s, '^\\\\d+$')", "false" },
        { "NOT i = 4", "true" },
        { "-l", "7" },
    };

    [Theory]
    [MemberData(nameof(Expressions))]
    public async Task Value(string expression, string? expected)
    {
        await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
        var sql = SparkExpression.Parse(expression, Schema, "The expression", "checkConstraints", null).ToSql();
        await foreach (var row in engine.QueryAsync($"SELECT ({sql})::VARCHAR FROM ({Row})", TestContext.Current.CancellationToken))
        {
            Assert.Equal(expected, row.IsDBNull(0) ? null : row.GetString(0));
        }
    }

    [Theory]
    [InlineData("cast(d as string)")]
    [InlineData("n / 3")]
    [InlineData("substring(s, 0, 2)")]
    [InlineData("substring(s, -2)")]
    [InlineData("s rlike '(?<=a)b'")]
    [InlineData("s rlike '(?i)b'")]
    [InlineData("size(st) > 0")]
    [InlineData("date_format(at, 'EEE')")]
    [InlineData("uuid() = s")]
    [InlineData("count(*) > 1")]
    public void What_differs_is_refused(string expression) =>
        Assert.Throws<UnsupportedFeatureException>(() => SparkExpression.Parse(expression, Schema, "The expression", "checkConstraints", null));
}
