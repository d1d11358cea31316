using Lakehouse.Ingestor.Tests.Setup;
using Npgsql;

namespace Lakehouse.Ingestor.Tests;

/// <summary>
/// Edge values of every type, loaded, read by DuckDB, and given back to Postgres: cast to the column's type it must print
/// what the table prints.
/// </summary>
public sealed class TypeTests(PostgresFixture postgres)
{
    private const string Prelude = """
        CREATE TYPE mood AS ENUM ('sad', 'o''k', 'größe');
        CREATE TYPE point3 AS (x int, y text, z bool);
        CREATE DOMAIN price AS numeric(10,2) CHECK (VALUE >= 0);
        CREATE DOMAIN low_price AS price;
        CREATE DOMAIN word AS varchar(20);
        """;

    public static TheoryData<string, string, string[]> Types => new()
    {
        { "boolean", "BOOLEAN", ["true", "false"] },
        { "smallint", "SMALLINT", ["-32768", "0", "32767"] },
        { "integer", "INTEGER", ["-2147483648", "0", "2147483647"] },
        { "bigint", "BIGINT", ["-9223372036854775808", "0", "9223372036854775807"] },
        { "oid", "BIGINT", ["0", "4294967295"] },
        { "real", "FLOAT", ["0", "-0", "1.17549435e-38", "3.4028235e38", "0.1", "NaN", "Infinity", "-Infinity"] },
        { "double precision", "DOUBLE", ["0", "-0", "5e-324", "1.7976931348623157e308", "0.1", "0.30000000000000004", "NaN", "Infinity", "-Infinity"] },
        { "numeric(1,0)", "DECIMAL(1,0)", ["9", "-9", "0"] },
        { "numeric(2,1)", "DECIMAL(2,1)", ["3.5", "-0.5", "0", "9.9"] },
        { "numeric(9,4)", "DECIMAL(9,4)", ["99999.9999", "-99999.9999", "0.0001", "10000", "12345.6"] },
        { "numeric(18,9)", "DECIMAL(18,9)", ["999999999.999999999", "-0.000000001", "100000000", "1.5"] },
        { "numeric(19,0)", "DECIMAL(19,0)", ["9999999999999999999", "-9999999999999999999", "0", "10000000000000000"] },
        { "numeric(38,10)", "DECIMAL(38,10)", ["9999999999999999999999999999.9999999999", "-9999999999999999999999999999.9999999999", "0.0000000001", "-1", "40000"] },
        { "numeric(38,38)", "DECIMAL(38,38)", ["0.99999999999999999999999999999999999999", "-0.00000000000000000000000000000000000001", "0"] },
        { "numeric(38,0)", "DECIMAL(38,0)", ["99999999999999999999999999999999999999", "-1", "10000"] },
        { "numeric(3,-2)", "DECIMAL(5,0)", ["99900", "-100", "0"] },
        { "numeric(3,5)", "DECIMAL(5,5)", ["0.00999", "-0.00001"] },
        { "numeric(39,0)", "VARCHAR", ["999999999999999999999999999999999999999", "NaN"] },
        { "numeric", "VARCHAR", ["123456789012345678901234567890123456789012345678901234567890.000000000000000000000000000000000000000000000001", "0.10", "NaN", "Infinity", "-Infinity"] },
        { "low_price", "DECIMAL(10,2)", ["0.01", "99999999.99"] },
        { "text", "VARCHAR", ["", " ", "a'b\"c\\d\n\t", "größe 🎬 日本語"] },
        { "varchar(10)", "VARCHAR", ["", "äöü"] },
        { "word", "VARCHAR", ["", "x"] },
        { "char(5)", "VARCHAR", ["", "ab", "abcde"] },
        { "date", "DATE", ["1970-01-01", "2000-01-01", "0001-01-01", "9999-12-31", "2024-02-29", "0044-03-15 BC", "4713-01-01 BC", "5874897-12-31", "infinity", "-infinity"] },
        { "timestamp", "TIMESTAMP", ["1970-01-01 00:00:00", "2026-11-22 20:35:13.000001", "1969-12-31 23:59:59.999999", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "0044-03-15 12:00:00 BC", "infinity", "-infinity"] },
        { "timestamptz", "TIMESTAMP WITH TIME ZONE", ["1970-01-01 00:00:00+00", "2026-11-22 20:35:13.5+13:45", "2026-03-29 02:30:00 Europe/Berlin", "0001-01-01 00:00:00+00", "infinity", "-infinity"] },
        { "time", "VARCHAR", ["00:00:00", "23:59:59.999999", "24:00:00"] },
        { "timetz", "VARCHAR", ["00:00:00+14", "23:59:59.999999-11:30"] },
        { "interval", "VARCHAR", ["1 year 2 mons -3 days 04:05:06.7", "00:00:00", "-178000000 years"] },
        { "uuid", "VARCHAR", ["00000000-0000-0000-0000-000000000000", "12345678-9abc-def0-1234-56789abcdef0", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"] },
        { "bytea", "BLOB", ["\\x", "\\x00ff", "\\xdeadbeef5c27"] },
        { "json", "VARCHAR", ["{ \"a\" : [1, 2, null], \"b\": \"\\u00fc\" }", "null"] },
        { "jsonb", "VARCHAR", ["{ \"a\" : [1, 2, null], \"b\": \"\\u00fc\" }", "null", "\"x\""] },
        { "mood", "VARCHAR", ["sad", "o'k", "größe"] },
        { "int[]", "VARCHAR", ["{}", "{1,NULL,-3}", "[0:1]={1,2}", "{{1,2},{3,4}}"] },
        { "text[]", "VARCHAR", ["{}", "{a,\"b,c\",\"d\\\"e\",NULL,\"\"}"] },
        { "bool[]", "VARCHAR", ["{t,f,NULL}"] },
        { "mood[]", "VARCHAR", ["{sad,o'k}"] },
        { "point3", "VARCHAR", ["(1,\"a,b\",t)", "(,,)", "(1,,)"] },
        { "int4range", "VARCHAR", ["empty", "[1,5)", "(,)"] },
        { "tstzrange", "VARCHAR", ["[\"2026-01-01 00:00:00+00\",)"] },
        { "inet", "VARCHAR", ["192.168.1.1", "10.0.0.0/8", "::1"] },
        { "cidr", "VARCHAR", ["10.0.0.0/8", "2001:db8::/32"] },
        { "macaddr", "VARCHAR", ["08:00:2b:01:02:03"] },
        { "bit(3)", "VARCHAR", ["101", "000"] },
        { "varbit", "VARCHAR", ["", "1011"] },
        { "money", "VARCHAR", ["12.34", "-92233720368547758.08"] },
        { "xml", "VARCHAR", ["<a b=\"c\">d</a>"] },
        { "point", "VARCHAR", ["(1.5,-2)"] },
        { "polygon", "VARCHAR", ["((0,0),(1,1),(1,0))"] },
        { "tsvector", "VARCHAR", ["'cat' 'fat':2,4A"] },
        { "pg_lsn", "VARCHAR", ["16/B374D848"] },
        { "name", "VARCHAR", ["some_name"] },
        { "\"char\"", "VARCHAR", ["x"] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Values_survive_the_full_load(string type, string stored, string[] values)
    {
        var database = await postgres.CreateAsync(Prelude + $"CREATE TABLE t (id int PRIMARY KEY, v {type}); INSERT INTO t VALUES (0, NULL)");
        await InsertAsync(database, type, values);
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path);
        await ingestor.UntilLoadedAsync("t");

        Assert.Contains($"v {stored}", lake.Raw.Columns("t"));
        await AssertSameAsync(database, lake, type, stored);
    }

    private static async Task InsertAsync(TestDatabase database, string type, string[] values)
    {
        await using var connection = await database.OpenAsync();
        for (var i = 0; i < values.Length; i++)
        {
            await using var insert = new NpgsqlCommand($"INSERT INTO t VALUES ($1, CAST(CAST($2 AS text) AS {type}))", connection);
            insert.Parameters.Add(new NpgsqlParameter { Value = i + 1 });
            insert.Parameters.Add(new NpgsqlParameter { Value = values[i] });
            await insert.ExecuteNonQueryAsync();
        }
    }

    private static async Task AssertSameAsync(TestDatabase database, TemporaryLake lake, string type, string stored)
    {
        var printed = stored == "BLOB" ? "'\\x' || hex(v)" : "v";
        var read = RawReader.Query($"SELECT id::text, ({printed})::text FROM {lake.Raw.Relation("t")} ORDER BY id");
        var expected = await database.TextAsync("SET TimeZone = 'UTC'; SELECT id, CASE WHEN num_nulls(v) = 0 THEN format('%s', v) END FROM t ORDER BY id");
        Assert.Equal(expected.Count, read.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            var value = read[i][1]?.Replace("(BC)", "BC", StringComparison.Ordinal);
            if (value is not null && stored != "VARCHAR")
            {
                // DuckDB prints 1e+38 where Postgres prints 1e38: let Postgres say what it means.
                value = (await database.TextAsync($"SET TimeZone = 'UTC'; SELECT format('%s', CAST('{value}' AS {type}))"))[0][0];
            }

            Assert.Equal(expected[i][1], value);
        }
    }
}
