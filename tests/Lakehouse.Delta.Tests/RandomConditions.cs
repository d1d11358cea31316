using CsCheck;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

/// <summary>A table with columns of all types that have an order, and conditions on them.</summary>
internal static class RandomConditions
{
    private static readonly (string Column, string[] Constants)[] Columns =
    [
        ("i", ["0", "3", "5.5", "'7'", "-4", "5::DOUBLE", "NULL", "9::HUGEINT"]),
        ("l", ["0", "2000000000000", "1e12", "9007199254740993", "9007199254740992::DOUBLE"]),
        ("d", ["0", "0.5", "'NaN'::DOUBLE", "'-inf'::DOUBLE", "2.25::FLOAT", "3"]),
        ("f", ["0.1", "0.1::DOUBLE", "0.3", "2", "'0.7'"]),
        ("s", ["'a'", "'k'", "'zz'", "'é'", "'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk'", "''", "'😀'"]),
        ("ts", ["TIMESTAMPTZ '2024-01-03 00:00:00+00'", "'2024-01-02 12:00:00'", "DATE '2024-01-05'", "TIMESTAMP '2024-01-04 03:00:00'", "'2024-01-02T00:00:00.000500Z'"]),
        ("ntz", ["TIMESTAMP '2024-01-03 00:00:00'", "'2024-01-02 12:00:00'", "DATE '2024-01-05'", "TIMESTAMPTZ '2024-01-04 03:00:00+00'"]),
        ("day", ["DATE '2024-01-03'", "'2024-01-02'", "TIMESTAMP '2024-01-04 03:00:00'", "DATE '2024-01-03' + INTERVAL 2 DAY", "TIMESTAMPTZ '2024-01-04 03:00:00+00'"]),
        ("dec", ["1.5", "2", "1.255", "'3.25'", "2.5::DOUBLE"]),
        ("i::BIGINT", ["4", "2.5"]),
        ("i::DOUBLE", ["4", "2.5"]),
        ("ntz::DATE", ["DATE '2024-01-03'", "'2024-01-04'"]),
        ("ts::DATE", ["DATE '2024-01-03'", "'2024-01-04'"]),
        ("day::TIMESTAMP", ["TIMESTAMP '2024-01-03 01:00:00'"]),
        ("st.x", ["2", "6", "NULL"]),
    ];

    private static readonly string[] Operators = ["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"];

    private static readonly Gen<string> Leaf = Gen.OneOf(
        from column in OneOf(Columns)
        from op in OneOf(Operators)
        from value in OneOf(column.Constants)
        from turned in Gen.Bool
        select turned ? $"{value} {op} {column.Column}" : $"{column.Column} {op} {value}",
        from column in OneOf(Columns)
        from a in OneOf(column.Constants)
        from b in OneOf(column.Constants)
        from not in OneOf("", "NOT ")
        select $"{column.Column} {not}BETWEEN {a} AND {b}",
        from column in OneOf(Columns)
        from values in OneOf(column.Constants).Array[1, 4]
        from not in OneOf("", "NOT ")
        select $"{column.Column} {not}IN ({string.Join(", ", values)})",
        from column in OneOf(Columns) from not in OneOf("", "NOT ") select $"{column.Column} IS {not}NULL",
        from pattern in OneOf("k%", "kk_k%", "é%", "z%", "%a", "a") from not in OneOf("", "NOT ") select $"s {not}LIKE '{pattern}'",
        OneOf("flag", "flag = false", "NULL", "true", "length(s) > 3"));

    public static Gen<string> Any(int depth) => depth == 0 ? Leaf : Gen.OneOf(
        Leaf,
        Gen.Select(Any(depth - 1), Any(depth - 1), (a, b) => $"({a} AND {b})"),
        Gen.Select(Any(depth - 1), Any(depth - 1), (a, b) => $"({a} OR {b})"),
        Any(depth - 1).Select(a => $"(NOT {a})"));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Small files with narrow ranges, nulls, NaN and long texts; some of their rows are deleted by deletion vectors.</summary>
    public static async Task FillAsync(TemporaryTable t, int seed, string partitionBy)
    {
        var options = new WriteOptions { PartitionBy = partitionBy.Length == 0 ? [] : [partitionBy], Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.dataSkippingNumIndexedCols"] = "12" } };
        await t.Engine.ExecuteAsync($"SELECT setseed({seed / 10.0:F1})", Cancellation);
        var random = new Random(seed);
        for (var file = 0; file < 8; file++)
        {
            var start = random.Next(0, 8);
            string Sometimes(string value, int percent) => $"CASE WHEN random() * 100 < {percent} THEN NULL ELSE {value} END";
            await t.AppendAsync(
                $"""
                SELECT {Sometimes("n::INTEGER", 10)} AS i, {Sometimes($"(n * {(file % 2 == 0 ? "400000000000" : "1801439850948198")} + n % 3)::BIGINT", 10)} AS l,
                  {(file % 3 == 0 ? "CASE WHEN random() < 0.3 THEN 'NaN'::DOUBLE ELSE n / 2.0 END" : "(n / 2.0)::DOUBLE")} AS d, (n / 10.0)::FLOAT AS f,
                  {Sometimes("CASE WHEN n % 3 = 0 THEN repeat(chr(96 + n::INTEGER), 40) WHEN n % 3 = 1 THEN chr(96 + n::INTEGER) || 'é😀' ELSE 'é' || n END", 15)} AS s,
                  {Sometimes("TIMESTAMPTZ '2024-01-01 00:00:00+00' + INTERVAL (n * 86400000 + 500) MICROSECOND + INTERVAL (n * 12) HOUR", 10)} AS ts,
                  TIMESTAMP '2024-01-01 00:00:00' + INTERVAL (n * 11) HOUR + INTERVAL 1500 MICROSECOND AS ntz, {Sometimes("DATE '2024-01-01' + n::INTEGER", file == 4 ? 100 : 10)} AS day,
                  (n * 0.75)::DECIMAL(10,2) AS "dec", struct_pack(x := {Sometimes("n::INTEGER", 20)}) AS st, {Sometimes("n % 2 = 0", 20)} AS flag
                FROM (SELECT {start} + (random() * {random.Next(0, 4)})::INTEGER AS n FROM range({random.Next(1, 12)}))
                """,
                options);
        }

        await t.MergeAsync(new MergeSpec { Source = "SELECT * FROM (VALUES (2), (5)) v(i)", Key = ["i"], WhenMatched = [MatchedClause.Delete()] });
    }
}
