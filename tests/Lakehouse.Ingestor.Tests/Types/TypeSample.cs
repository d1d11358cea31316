namespace Lakehouse.Ingestor.Tests.Types;

/// <summary>Types of columns with edge values.</summary>
/// <param name="Name">As in CREATE TABLE.</param>
/// <param name="Stored">What DuckDB takes the stored column for, in raw and in staged.</param>
/// <param name="Values">As Postgres reads them.</param>
internal sealed record TypeSample(string Name, string Stored, string[] Values)
{
    /// <summary>Types of the user's own that the samples use.</summary>
    public const string Prelude = """
        CREATE TYPE mood AS ENUM ('sad', 'o''k', 'größe');
        CREATE TYPE point3 AS (x int, y text, z bool);
        CREATE TYPE nested AS (p point3, n numeric(4,2)[], t timestamptz);
        CREATE TYPE money_range AS RANGE (subtype = float8);
        CREATE DOMAIN price AS numeric(10,2) CHECK (VALUE >= 0);
        CREATE DOMAIN low_price AS price;
        CREATE DOMAIN word AS varchar(20);
        CREATE DOMAIN words AS text[];
        """;

    public static IReadOnlyList<TypeSample> All { get; } =
    [
        new("boolean", "BOOLEAN", ["true", "false"]),
        new("smallint", "SMALLINT", ["-32768", "0", "32767"]),
        new("integer", "INTEGER", ["-2147483648", "0", "2147483647"]),
        new("bigint", "BIGINT", ["-9223372036854775808", "0", "9223372036854775807"]),
        new("oid", "BIGINT", ["0", "4294967295"]),
        new("real", "FLOAT", ["0", "-0", "1.17549435e-38", "3.4028235e38", "0.1", "NaN", "Infinity", "-Infinity"]),
        new("double precision", "DOUBLE", ["0", "-0", "5e-324", "1.7976931348623157e308", "0.1", "0.30000000000000004", "NaN", "Infinity", "-Infinity"]),
        new("numeric(1,0)", "DECIMAL(1,0)", ["9", "-9", "0"]),
        new("numeric(2,1)", "DECIMAL(2,1)", ["3.5", "-0.5", "0", "9.9"]),
        new("numeric(9,4)", "DECIMAL(9,4)", ["99999.9999", "-99999.9999", "0.0001", "10000", "12345.6"]),
        new("numeric(18,9)", "DECIMAL(18,9)", ["999999999.999999999", "-0.000000001", "100000000", "1.5"]),
        new("numeric(19,0)", "DECIMAL(19,0)", ["9999999999999999999", "-9999999999999999999", "0", "10000000000000000"]),
        new("numeric(38,10)", "DECIMAL(38,10)", ["9999999999999999999999999999.9999999999", "-9999999999999999999999999999.9999999999", "0.0000000001", "-1", "40000"]),
        new("numeric(38,38)", "DECIMAL(38,38)", ["0.99999999999999999999999999999999999999", "-0.00000000000000000000000000000000000001", "0"]),
        new("numeric(38,0)", "DECIMAL(38,0)", ["99999999999999999999999999999999999999", "-1", "10000"]),
        new("numeric(3,-2)", "DECIMAL(5,0)", ["99900", "-100", "0"]),
        new("numeric(3,5)", "DECIMAL(5,5)", ["0.00999", "-0.00001"]),
        new("numeric(39,0)", "VARCHAR", ["999999999999999999999999999999999999999", "NaN"]),
        new("numeric", "VARCHAR", ["123456789012345678901234567890123456789012345678901234567890.000000000000000000000000000000000000000000000001", "0.10", "NaN", "Infinity", "-Infinity"]),
        new("low_price", "DECIMAL(10,2)", ["0.01", "99999999.99"]),
        new("text", "VARCHAR", ["", " ", "a'b\"c\\d\n\t", "größe 🎬 日本語"]),
        new("varchar(10)", "VARCHAR", ["", "äöü"]),
        new("word", "VARCHAR", ["", "x"]),
        new("char(5)", "VARCHAR", ["", "ab", "abcde"]),
        new("date", "DATE", ["1970-01-01", "2000-01-01", "0001-01-01", "9999-12-31", "2024-02-29", "0044-03-15 BC", "4713-01-01 BC", "5874897-12-31", "infinity", "-infinity"]),
        new("timestamp", "TIMESTAMP", ["1970-01-01 00:00:00", "2026-11-22 20:35:13.000001", "1969-12-31 23:59:59.999999", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "0044-03-15 12:00:00 BC", "infinity", "-infinity"]),
        new("timestamptz", "TIMESTAMP WITH TIME ZONE", ["1970-01-01 00:00:00+00", "2026-11-22 20:35:13.5+13:45", "2026-03-29 02:30:00 Europe/Berlin", "0001-01-01 00:00:00+00", "infinity", "-infinity"]),
        new("time", "VARCHAR", ["00:00:00", "23:59:59.999999", "24:00:00"]),
        new("timetz", "VARCHAR", ["00:00:00+14", "23:59:59.999999-11:30"]),
        new("interval", "VARCHAR", ["1 year 2 mons -3 days 04:05:06.7", "00:00:00", "-178000000 years"]),
        new("uuid", "VARCHAR", ["00000000-0000-0000-0000-000000000000", "12345678-9abc-def0-1234-56789abcdef0", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"]),
        new("bytea", "BLOB", ["\\x", "\\x00ff", "\\xdeadbeef5c27"]),
        new("json", "VARCHAR", ["{ \"a\" : [1, 2, null], \"b\": \"\\u00fc\" }", "null"]),
        new("jsonb", "VARCHAR", ["{ \"a\" : [1, 2, null], \"b\": \"\\u00fc\" }", "null", "\"x\""]),
        new("mood", "VARCHAR", ["sad", "o'k", "größe"]),
        new("int[]", "VARCHAR", ["{}", "{1,NULL,-3}", "[0:1]={1,2}", "{{1,2},{3,4}}"]),
        new("text[]", "VARCHAR", ["{}", "{a,\"b,c\",\"d\\\"e\",NULL,\"\"}"]),
        new("bool[]", "VARCHAR", ["{t,f,NULL}"]),
        new("mood[]", "VARCHAR", ["{sad,o'k}"]),
        new("point3", "VARCHAR", ["(1,\"a,b\",t)", "(,,)", "(1,,)"]),
        new("int4range", "VARCHAR", ["empty", "[1,5)", "(,)"]),
        new("tstzrange", "VARCHAR", ["[\"2026-01-01 00:00:00+00\",)"]),
        new("inet", "VARCHAR", ["192.168.1.1", "10.0.0.0/8", "::1"]),
        new("cidr", "VARCHAR", ["10.0.0.0/8", "2001:db8::/32"]),
        new("macaddr", "VARCHAR", ["08:00:2b:01:02:03"]),
        new("bit(3)", "VARCHAR", ["101", "000"]),
        new("varbit", "VARCHAR", ["", "1011"]),
        new("money", "VARCHAR", ["12.34", "-92233720368547758.08"]),
        new("xml", "VARCHAR", ["<a b=\"c\">d</a>"]),
        new("point", "VARCHAR", ["(1.5,-2)"]),
        new("polygon", "VARCHAR", ["((0,0),(1,1),(1,0))"]),
        new("tsvector", "VARCHAR", ["'cat' 'fat':2,4A"]),
        new("pg_lsn", "VARCHAR", ["16/B374D848"]),
        new("name", "VARCHAR", ["some_name"]),
        new("\"char\"", "VARCHAR", ["x"]),
        new("varchar", "VARCHAR", ["", "any length"]),
        new("timestamp(3)", "TIMESTAMP", ["2026-11-22 20:35:13.1239"]),
        new("time(3)", "VARCHAR", ["12:00:00.1239"]),
        new("interval second(2)", "VARCHAR", ["00:00:01.239"]),
        new("bytea[]", "VARCHAR", ["{\"\\\\x00ff\",NULL}"]),
        new("date[]", "VARCHAR", ["{2026-11-22,infinity,\"0044-03-15 BC\"}"]),
        new("timestamptz[]", "VARCHAR", ["{\"2026-11-22 20:35:13.5+13:45\"}"]),
        new("double precision[]", "VARCHAR", ["{0.1,1e+300,NaN,-0}"]),
        new("numeric(5,2)[]", "VARCHAR", ["{1.5,NaN}"]),
        new("interval[]", "VARCHAR", ["{\"1 year 2 mons -3 days\"}"]),
        new("point3[]", "VARCHAR", ["{\"(1,\\\"a,b\\\",t)\"}"]),
        new("nested", "VARCHAR", ["(\"(1,x,t)\",\"{1.50,NULL}\",\"2026-11-22 20:35:13+00\")"]),
        new("money_range", "VARCHAR", ["[1.5,2.5)", "empty"]),
        new("numrange", "VARCHAR", ["(1.10,]", "[,-0.5]"]),
        new("daterange", "VARCHAR", ["[2026-01-01,infinity]"]),
        new("int4multirange", "VARCHAR", ["{}", "{[1,3),[5,9)}"]),
        new("tstzmultirange", "VARCHAR", ["{[\"2026-01-01 00:00:00+13\",)}"]),
        new("nummultirange", "VARCHAR", ["{[1.10,2),(3,)}"]),
        new("macaddr8", "VARCHAR", ["08:00:2b:01:02:03:04:05"]),
        new("bit varying(8)", "VARCHAR", ["", "10110"]),
        new("line", "VARCHAR", ["{1,-1,0}"]),
        new("box", "VARCHAR", ["(1,1),(0,0)"]),
        new("circle", "VARCHAR", ["<(1,2),3>"]),
        new("tsquery", "VARCHAR", ["'fat' & !'cat':*"]),
        new("jsonpath", "VARCHAR", ["$.\"a\"[*]"]),
        new("xid8", "VARCHAR", ["18446744073709551615"]),
        new("regclass", "VARCHAR", ["pg_class", "public.loaded"]),        new("words", "VARCHAR", ["{a,NULL}"]),
    ];
}
