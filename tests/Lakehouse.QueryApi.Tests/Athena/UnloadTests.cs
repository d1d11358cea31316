using Avro.File;
using Avro.Generic;
using DuckDB.NET.Data;

namespace Lakehouse.QueryApi.Tests.Athena;

/// <summary>UNLOAD into folders of partition values, and as Avro.</summary>
public sealed class UnloadTests(RunningApi api)
{
    private readonly AthenaClient athena = new(api.Http);
    private readonly string folder = Guid.NewGuid().ToString("N");

    private string Results => Path.Combine(api.Lake.Root, "athena", "results");

    private string Folder => Path.Combine(Results, "results", folder);

    [Theory]
    [InlineData("format = 'PARQUET', compression = 'ZSTD', compression_level = 5", "read_parquet('{0}/*/*/*.parquet', hive_partitioning = true)")]
    [InlineData("format = 'JSON'", "read_json('{0}/*/*/*.json.gz', hive_partitioning = true)")]
    [InlineData("format = 'TEXTFILE', field_delimiter = '|'", "read_csv('{0}/*/*/*.gz', compression = 'gzip', delim = '|', header = false, names = ['movieid', 'title'], hive_partitioning = true)")]
    public async Task Partition_columns_become_folders_and_are_not_in_the_files(string properties, string reader)
    {
        var files = await UnloadAsync($"SELECT movieid, title, movieid % 3 AS rest, CASE WHEN movieid % 2 = 0 THEN 'even: 1/2' END AS kind FROM movie_ratings", $"{properties}, partitioned_by = ARRAY['rest', 'kind']");

        Assert.Equal(
            from rest in Enumerable.Range(0, 3) from kind in new[] { "__HIVE_DEFAULT_PARTITION__", "even%3A 1%2F2" } select $"s3://results/{folder}/rest={rest}/kind={kind}",
            files.Select(file => file[..file.LastIndexOf('/')]).Order(StringComparer.Ordinal));
        Assert.Equal(
            "100 5050 100 50",
            Read($"SELECT count(*) || ' ' || sum(movieid) || ' ' || count(*) FILTER (rest = movieid % 3 AND title LIKE 'Film ' || movieid || '%') || ' ' || count(*) FILTER (kind = 'even: 1/2') FROM {string.Format(System.Globalization.CultureInfo.InvariantCulture, reader, Folder)}"));
        if (properties.Contains("PARQUET", StringComparison.Ordinal))
        {
            Assert.Equal("movieid,title", Read($"SELECT string_agg(name, ',' ORDER BY column_id) FROM (SELECT DISTINCT path_in_schema AS name, column_id FROM parquet_metadata('{Folder}/*/*/*.parquet'))"));
        }
    }

    [Fact]
    public async Task Rows_keep_their_order_in_each_partition()
    {
        await UnloadAsync("SELECT x, x % 7 AS part FROM UNNEST(sequence(1, 10000)) AS t(x) ORDER BY x DESC", "partitioned_by = ARRAY['part']");

        Assert.Equal("7 true", Read($"SELECT count(*) || ' ' || bool_and(ordered) FROM (SELECT list(x ORDER BY file_row_number) = list_reverse_sort(list(x)) AND count(*) >= 1428 AS ordered FROM read_parquet('{Folder}/*/*.parquet', file_row_number = true, hive_partitioning = true) GROUP BY part)"));
    }

    [Fact]
    public async Task Values_name_folders_as_Hive_writes_them()
    {
        var files = await UnloadAsync(
            "SELECT 1 AS x, DATE '2024-02-29' AS day, TIMESTAMP '2024-01-01 10:00:00.500' AS moment, DECIMAL '1.50' AS price, true AS flag, '' AS nothing, 'a\"b' AS quoted",
            "partitioned_by = ARRAY['day', 'moment', 'price', 'flag', 'nothing', 'quoted']");

        Assert.StartsWith($"s3://results/{folder}/day=2024-02-29/moment=2024-01-01 10%3A00%3A00.5/price=1.5/flag=true/nothing=__HIVE_DEFAULT_PARTITION__/quoted=a%22b/", Assert.Single(files), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT x AS a, x AS b FROM UNNEST(sequence(1, 101)) AS t(x)", "b", "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets")]
    [InlineData("SELECT 1 AS a, 2 AS b, 3 AS c", "b", "HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as the table properties: [b]")]
    [InlineData("SELECT 1 AS a, 2 AS b", "z", "INVALID_TABLE_PROPERTY: Partition columns [z] not present in schema")]
    [InlineData("SELECT 1 AS a, ARRAY[1] AS b", "b", "NOT_SUPPORTED: Unsupported type array(integer) for partition: b")]
    [InlineData("SELECT 1 AS a, 'é' AS b", "b", "HIVE_INVALID_PARTITION_VALUE: Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E). Invalid value: C3 A9")]
    public async Task What_cannot_be_partitioned_is_refused(string query, string column, string reason)
    {
        var id = await athena.StartAsync($"UNLOAD ({query}) TO 's3://results/{folder}/' WITH (partitioned_by = ARRAY['{column}'])");
        var execution = await athena.WaitAsync(id);

        Assert.StartsWith(reason, execution.GetProperty("Status").GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
        Assert.Equal($"s3://lakehouse-athena-results/{id}", execution.GetProperty("ResultConfiguration").GetProperty("OutputLocation").GetString());
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task A_partition_that_is_there_is_not_written_to_and_others_are()
    {
        await UnloadAsync("SELECT 1 AS x, 'a' AS part", "partitioned_by = ARRAY['part']");
        await UnloadAsync("SELECT 2 AS x, 'b' AS part", "partitioned_by = ARRAY['part']");

        var again = await athena.WaitAsync(await athena.StartAsync($"UNLOAD (SELECT 3 AS x, 'a' AS part) TO 's3://results/{folder}/' WITH (partitioned_by = ARRAY['part'])"));
        Assert.StartsWith("HIVE_PATH_ALREADY_EXISTS: ", again.GetProperty("Status").GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
        Assert.Equal("a1,b2", Read($"SELECT string_agg(part || x, ',' ORDER BY part) FROM read_parquet('{Folder}/*/*.parquet', hive_partitioning = true)"));
    }

    [Fact]
    public async Task Avro_has_every_type_that_Hive_has()
    {
        var file = Assert.Single(await UnloadAsync(
            """
            SELECT movieid, CAST(movieid AS bigint) * 10000000000 AS large, title, movieid = 3 AS flag, CAST(1.5 AS real) AS small, 2.5e0 AS double_value, DECIMAL '-12.50' AS price, DATE '1969-12-31' AS day,
                TIMESTAMP '1969-12-31 23:59:59.999' AS moment, X'00ff' AS bytes, ARRAY['a', NULL] AS list, MAP(ARRAY['k'], ARRAY[7]) AS map, CAST(ROW(1, 'x') AS row(p integer, q varchar)) AS pair, CAST(NULL AS integer) AS nothing
            FROM movie_ratings WHERE movieid <= 3 ORDER BY movieid
            """,
            "format = 'AVRO'"));
        using var reader = DataFileReader<GenericRecord>.OpenReader(Path.Combine(Results, file["s3://".Length..]));
        var rows = reader.NextEntries.ToList();

        Assert.Equal("deflate", reader.GetMetaString("avro.codec"));
        Assert.Equal([1, 2, 3], rows.Select(row => (int)row["movieid"]));
        var last = rows[2];
        Assert.Equal(
            (30_000_000_000L, "Film 3, \"the\" third", true, 1.5f, 2.5, new Avro.AvroDecimal(-12.50m)),
            ((long)last["large"], (string)last["title"], (bool)last["flag"], (float)last["small"], (double)last["double_value"], (Avro.AvroDecimal)last["price"]));
        Assert.Equal((new DateTime(1969, 12, 31), new DateTime(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc)), ((DateTime)last["day"], ((DateTime)last["moment"]).ToUniversalTime()));
        Assert.Equal([0, 255], (byte[])last["bytes"]);
        Assert.Equal(new object?[] { "a", null }, (object[])last["list"]);
        Assert.Equal(7, ((IDictionary<string, object>)last["map"])["k"]);
        Assert.Equal("x", ((GenericRecord)last["pair"])["q"]);
        Assert.Null(last["nothing"]);
    }

    [Fact]
    public async Task Avro_is_partitioned_and_spans_many_blocks()
    {
        var files = await UnloadAsync("SELECT x, 'text ' || CAST(x AS varchar) AS text, x % 2 AS part FROM UNNEST(sequence(1, 9999)) AS t(x)", "format = 'AVRO', partitioned_by = ARRAY['part']");

        Assert.Equal(2, files.Count);
        var sum = 0L;
        foreach (var file in files)
        {
            using var reader = DataFileReader<GenericRecord>.OpenReader(Path.Combine(Results, file["s3://".Length..]));
            sum += reader.NextEntries.Sum(row => (string)row["text"] == $"text {row["x"]}" && !row.TryGetValue("part", out _) ? Convert.ToInt64(row["x"], System.Globalization.CultureInfo.InvariantCulture) : 0);
        }

        Assert.Equal(9999L * 10_000 / 2, sum);
    }

    [Theory]
    [InlineData("SELECT 1 AS \"net price\"", "NOT_SUPPORTED: AVRO has names of ASCII letters, digits and _ only: 'net price'")]
    [InlineData("SELECT 1 AS a, 2 AS a", "DUPLICATE_COLUMN_NAME: Column name 'a' specified more than once")]
    [InlineData("SELECT MAP(ARRAY[1], ARRAY[2]) AS m", "NOT_SUPPORTED: AVRO has maps with text as keys only")]
    [InlineData("SELECT TIME '10:00' AS t", "NOT_SUPPORTED: AVRO has no counterpart of time")]
    public async Task What_Avro_lacks_is_refused(string query, string reason)
    {
        var execution = await athena.WaitAsync(await athena.StartAsync($"UNLOAD ({query}) TO 's3://results/{folder}/' WITH (format = 'AVRO')"));

        Assert.StartsWith(reason, execution.GetProperty("Status").GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> UnloadAsync(string query, string properties)
    {
        var id = await athena.StartAsync($"UNLOAD ({query}) TO 's3://results/{folder}/' WITH ({properties})");
        var execution = await athena.WaitAsync(id);
        var status = execution.GetProperty("Status");
        Assert.True(status.GetProperty("State").GetString() == "SUCCEEDED", status.GetRawText());
        Assert.Equal($"s3://lakehouse-athena-results/{id}", execution.GetProperty("ResultConfiguration").GetProperty("OutputLocation").GetString());
        return await File.ReadAllLinesAsync(Path.Combine(Results, "lakehouse-athena-results", $"{id}-manifest.csv"), TestContext.Current.CancellationToken);
    }

    private static string? Read(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
