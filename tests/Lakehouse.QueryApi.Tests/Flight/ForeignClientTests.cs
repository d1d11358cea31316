namespace Lakehouse.QueryApi.Tests.Flight;

/// <summary>Clients of Flight SQL that others have written, in other languages, get from the service what ours gets.</summary>
public class ForeignClientTests(FlightApi flight) : IClassFixture<FlightApi>
{
    private const string Curated = "datahandson_mds_movielens_deltalake";

    private static readonly Dictionary<string, string> Nobody = [];

    /// <summary>A value, and what Arrow's own library for JavaScript makes of it: type and text.</summary>
    private static readonly (string Sql, string Type, string Text)[] Types =
    [
        ("true", "Bool", "true"),
        ("1::TINYINT", "Int8", "1"),
        ("2::SMALLINT", "Int16", "2"),
        ("3::INTEGER", "Int32", "3"),
        ("4::BIGINT", "Int64", "4"),
        ("5::HUGEINT", "Decimal[38e0]", "5 0 0 0"),
        ("6::UTINYINT", "Uint8", "6"),
        ("9::UBIGINT", "Uint64", "9"),
        ("1.5::FLOAT", "Float32", "1.5"),
        ("2.25::DOUBLE", "Float64", "2.25"),
        ("1.5::DECIMAL(18,2)", "Decimal[18e+2]", "150 0 0 0"),
        ("'naïve \"text\"'", "Utf8", "naïve \"text\""),
        ("'ab'::BLOB", "Binary", "97 98"),
        ("'b'::ENUM('a', 'b')", "Utf8", "b"),
        ("DATE '2024-02-29'", "Date32<DAY>", "1709164800000"),
        ("TIME '12:34:56.5'", "Time64<MICROSECOND>", "45296500000"),
        ("TIMESTAMP '2024-02-29 12:34:56.5'", "Timestamp<MICROSECOND>", "1709210096500"),
        ("TIMESTAMPTZ '2024-02-29 12:34:56+02'", "Timestamp<MICROSECOND, UTC>", "1709202896000"),
        ("INTERVAL '14' MONTH", "Interval<MONTH_DAY_NANO>", "14 0 0 0"),
        ("uuid '00000000-0000-0000-0000-00000000002a'", "Utf8", "00000000-0000-0000-0000-00000000002a"),
        ("'{\"a\":1}'::JSON", "Utf8", "{\"a\":1}"),
        ("['x', NULL]", "List<Utf8>", "[x,]"),
        ("[1, 2]::INTEGER[2]", "FixedSizeList[2]<Int32>", "[1,2]"),
        ("{'a': 1, 'b': 'x'}", "Struct<{a:Int32, b:Utf8}>", "{\"a\": 1, \"b\": \"x\"}"),
        ("MAP {'k': 1}", "Map<{key:Utf8, value:Int32}>", "{\"k\": 1}"),
    ];

    [Theory]
    [InlineData("rust")]
    [InlineData("typescript")]
    public async Task Rows_of_every_type_arrive(string name)
    {
        var client = new ForeignClient(name, flight.Address);

        var answers = await client.CallAsync(
            Nobody,
            [
                ("query", "SELECT movieid, title, avg_rating FROM movie_ratings ORDER BY movieid LIMIT 3"),
                ("query", "SELECT * FROM user_tags WHERE userid < 0"),
                ("query", "SELECT i, 'row ' || i AS t FROM range(1000000) AS r(i)"),
                .. Types.Select(type => ("query", (object)$"SELECT v FROM (SELECT 1 AS n, {type.Sql} AS v UNION ALL SELECT 2, NULL) ORDER BY n")),
            ]);

        Assert.Equal(["movieid Int32", "title Utf8", "avg_rating Float64"], answers[0].Fields);
        Assert.Equal(["Film 1", "Film 2", "Film 3, \"the\" third"], answers[0].Columns[1]);
        Assert.Equal((3, 0), (answers[1].Fields.Length, answers[1].Rows));
        Assert.Equal((1_000_000, "499999500000"), (answers[2].Rows, answers[2].Sum));
        Assert.Equal(
            Types.Select(type => $"{type.Sql}: {type.Type} {type.Text}|NULL"),
            Types.Zip(answers.Skip(3), (type, answer) => $"{type.Sql}: {answer.Error ?? answer.Fields[0][2..]} {string.Join('|', answer.Columns?[0] ?? [])}"));
    }

    [Fact]
    public async Task Rust_sees_the_catalog()
    {
        var client = new ForeignClient("rust", flight.Address);

        var answers = await client.CallAsync(
            Nobody,
            ("catalogs", new { }),
            ("schemas", new { }),
            ("schemas", new { dbSchemaFilterPattern = "movielens\\_%" }),
            ("tables", new { includeSchema = true, dbSchemaFilterPattern = Curated }),
            ("tables", new { tableNameFilterPattern = "movie%", includeSchema = false }),
            ("tables", new { tableTypes = new[] { "VIEW" } }));

        Assert.Equal("catalog_name Utf8 not null", Assert.Single(answers[0].Fields));
        Assert.Equal(["awsdatacatalog"], answers[0].Columns[0]);
        Assert.Equal([Curated, "movielens_dms_parquet", "movielens_staged", "ops"], answers[1].Columns[1]);
        Assert.Equal(["movielens_dms_parquet", "movielens_staged"], answers[2].Columns[1]);
        Assert.Equal(["catalog_name Utf8", "db_schema_name Utf8", "table_name Utf8 not null", "table_type Utf8 not null", "table_schema Binary not null"], answers[3].Fields);
        Assert.Equal(["movie_ratings", "user_tags"], answers[3].Columns[2]);
        Assert.Equal(["movieid Int32,title Utf8,genres Utf8,avg_rating Float64,rating_count Int64", "userid Int32,tag Utf8,tag_count Int64"], answers[3].Columns[4]);
        Assert.Equal(["movie_ratings", "movies", "movies"], answers[4].Columns[2]);
        Assert.Equal(0, answers[5].Rows);
    }

    [Fact]
    public async Task A_failure_says_why()
    {
        const string Late = "SELECT CASE WHEN i = 400000 THEN ('x' || i)::INTEGER ELSE i END FROM range(500000) AS r(i)";
        var client = new ForeignClient("typescript", flight.Address);

        var answers = await client.CallAsync(Nobody, ("query", "SELECT nothing FROM movie_ratings"), ("query", Late), ("query", "DELETE FROM movie_ratings"), ("query", "SELECT 1 AS one"));

        Assert.Contains("INVALID_ARGUMENT: Referenced column \"nothing\" not found", answers[0].Error, StringComparison.Ordinal);
        Assert.Contains("INVALID_ARGUMENT: Could not convert string 'x400000' to INT32", answers[1].Error, StringComparison.Ordinal);
        Assert.Contains("INVALID_ARGUMENT: ", answers[2].Error, StringComparison.Ordinal);
        Assert.Equal(["1"], answers[3].Columns[0]);
    }

    [Fact]
    public async Task Who_proves_nothing_gets_nothing()
    {
        const string Key = "ann-key-0123456789";
        await using var api = await RunningApi.StartAsync("--Flight:Port=0", $"--Access:Principals:ann:ApiKey={Key}");
        var address = await FlightApi.AddressAsync(api, Key);
        var rust = new ForeignClient("rust", address);
        var typescript = new ForeignClient("typescript", address);

        Assert.Equal(["1"], (await rust.CallAsync(new Dictionary<string, string> { ["username"] = "ann", ["password"] = Key }, ("query", "SELECT 1 AS one")))[0].Columns[0]);
        Assert.Equal(["1"], (await rust.CallAsync(new Dictionary<string, string> { ["token"] = Key }, ("query", "SELECT 1 AS one")))[0].Columns[0]);
        Assert.NotNull((await rust.CallAsync(new Dictionary<string, string> { ["token"] = "wrong" }, ("query", "SELECT 1 AS one")))[0].Error);
        Assert.Equal("UNAUTHENTICATED", (await typescript.CallAsync(Nobody, ("query", "SELECT 1 AS one")))[0].Code?.GetString());
    }
}
