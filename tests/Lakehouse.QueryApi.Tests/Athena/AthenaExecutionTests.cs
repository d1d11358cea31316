namespace Lakehouse.QueryApi.Tests.Athena;

public class AthenaExecutionTests(RunningApi api)
{
    private readonly AthenaClient athena = new(api.Http);

    [Fact]
    public async Task A_query_succeeds_and_its_rows_come_with_a_header()
    {
        var id = await athena.StartAsync("SELECT title, avg_rating, count(*) OVER () FROM movie_ratings WHERE movieid IN (1, 10) ORDER BY movieid");

        var execution = await athena.WaitAsync(id);
        Assert.Equal("SUCCEEDED", execution.GetProperty("Status").GetProperty("State").GetString());
        Assert.Equal("DML", execution.GetProperty("StatementType").GetString());
        Assert.Equal("SELECT", execution.GetProperty("SubstatementType").GetString());
        Assert.Equal("primary", execution.GetProperty("WorkGroup").GetString());
        Assert.True(execution.GetProperty("Statistics").GetProperty("DataScannedInBytes").GetInt64() > 0);
        Assert.Equal($"s3://lakehouse-athena-results/{id}.csv", execution.GetProperty("ResultConfiguration").GetProperty("OutputLocation").GetString());
        var results = await athena.CallAsync("GetQueryResults", new { QueryExecutionId = id });
        Assert.Equal(["title|avg_rating|_col2", "Film 1|0.1|2", "Film 10|NULL|2"], AthenaClient.Rows(results));
        Assert.Equal(
            "\"title\",\"avg_rating\",\"_col2\"\n\"Film 1\",\"0.1\",\"2\"\n\"Film 10\",,\"2\"\n",
            await File.ReadAllTextAsync(Path.Combine(api.Lake.Root, "athena", "results", "lakehouse-athena-results", $"{id}.csv"), TestContext.Current.CancellationToken));
        var statistics = (await athena.CallAsync("GetQueryRuntimeStatistics", new { QueryExecutionId = id })).GetProperty("QueryRuntimeStatistics");
        Assert.Equal(2, statistics.GetProperty("Rows").GetProperty("OutputRows").GetInt64());
        Assert.Equal(100, statistics.GetProperty("Rows").GetProperty("InputRows").GetInt64());
    }

    [Fact]
    public async Task Columns_have_Athenas_types()
    {
        var id = await athena.StartAsync("SELECT 1 AS i, 2.50 AS d, 'x' AS s, 1e0 AS f, DATE '2024-01-01' AS day, TIMESTAMP '2024-01-01 00:00:00' AS ts, true AS b, ARRAY[1] AS a, MAP(ARRAY['k'], ARRAY[1]) AS m, CAST(1 AS real) AS r, X'68' AS bin");
        await athena.WaitAsync(id);

        var results = await athena.CallAsync("GetQueryResults", new { QueryExecutionId = id });

        var columns = results.GetProperty("ResultSet").GetProperty("ResultSetMetadata").GetProperty("ColumnInfo").EnumerateArray().ToArray();
        Assert.Equal(
            ["i integer 10 0", "d decimal 3 2", "s varchar 2147483647 0", "f double 17 0", "day date 0 0", "ts timestamp 3 0", "b boolean 0 0", "a array 0 0", "m map 0 0", "r float 17 0", "bin varbinary 1073741824 0"],
            columns.Select(column => $"{column.GetProperty("Name").GetString()} {column.GetProperty("Type").GetString()} {column.GetProperty("Precision").GetInt32()} {column.GetProperty("Scale").GetInt32()}"));
        Assert.Equal("1|2.50|x|1.0|2024-01-01|2024-01-01 00:00:00.000|true|[1]|{k=1}|1.0|68", AthenaClient.Rows(results)[1]);
    }

    [Fact]
    public async Task A_result_has_its_columns_beside_it_byte_for_byte_as_Athena_writes_them()
    {
        var id = await athena.StartAsync("SELECT 1, ARRAY['a'] AS ary");
        await athena.WaitAsync(id);

        var file = await File.ReadAllBytesAsync(Path.Combine(api.Lake.Root, "athena", "results", "lakehouse-athena-results", $"{id}.csv.metadata"), TestContext.Current.CancellationToken);

        // The columns' bytes are those of files of Athena's.
        Assert.Equal(
            "0A24" + Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(id))
            + "22250A046869766522055F636F6C302A055F636F6C303207696E7465676572380A400048035000"
            + "22190A04686976652203617279" + "2A036172793205617272617948" + "03",
            Convert.ToHexString(file));
    }

    [Theory]
    [InlineData("1e7", "1.0E7")]
    [InlineData("123456789e0", "1.23456789E8")]
    [InlineData("1e-4", "1.0E-4")]
    [InlineData("0.001e0", "0.001")]
    [InlineData("-1.5e300", "-1.5E300")]
    [InlineData("nan()", "NaN")]
    [InlineData("-infinity()", "-Infinity")]
    [InlineData("ARRAY['a', NULL]", "[a, null]")]
    [InlineData("ROW(1, 'x')", "{field0=1, field1=x}")]
    [InlineData("INTERVAL '2' DAY", "2 00:00:00.000")]
    [InlineData("INTERVAL '14' MONTH", "1-2")]
    [InlineData("TIMESTAMP '2024-01-01 00:00:00.123456'", "2024-01-01 00:00:00.123456")]
    [InlineData("TIMESTAMP '2024-01-01 00:00:00 UTC'", "2024-01-01 00:00:00.000 UTC")]
    [InlineData("'say \"hi\",\nnow'", "say \"hi\",\nnow")]
    [InlineData("''", "")]
    [InlineData("CAST(NULL AS integer)", "NULL")]
    public async Task Values_are_written_as_Athena_writes_them(string value, string text) => Assert.Equal(["v", text], await athena.RowsAsync($"SELECT {value} AS v"));

    [Fact]
    public async Task Rows_come_in_pages()
    {
        var id = await athena.StartAsync("SELECT movieid FROM movie_ratings ORDER BY movieid");
        await athena.WaitAsync(id);
        var rows = new List<string>();
        string? token = null;
        do
        {
            var page = await athena.CallAsync("GetQueryResults", token is null ? new { QueryExecutionId = id, MaxResults = 30 } : new { QueryExecutionId = id, MaxResults = 30, NextToken = token });
            rows.AddRange(AthenaClient.Rows(page));
            token = page.TryGetProperty("NextToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(1, 100).Select(number => $"{number}").Prepend("movieid"), rows);
        Assert.Contains("Invalid NextToken", (await athena.FailAsync("GetQueryResults", new { QueryExecutionId = id, NextToken = "nonsense" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT nothing FROM movie_ratings", "COLUMN_NOT_FOUND: Column 'nothing' cannot be resolved", 2)]
    [InlineData("SELECT * FROM nothing", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.datahandson_mds_movielens_deltalake.nothing' does not exist", 2)]
    [InlineData("SELECT 1 / (movieid - 1) FROM movie_ratings", "DIVISION_BY_ZERO: Division by zero", 2)]
    [InlineData("SELECT CAST(title AS integer) FROM movie_ratings", "INVALID_CAST_ARGUMENT: ", 2)]
    [InlineData("SELECT word_stem(title) FROM movie_ratings", "NOT_SUPPORTED: line 1:8: The function word_stem is not available here", 2)]
    [InlineData("SELECT * FROM nowhere.films", "SCHEMA_NOT_FOUND: line 1:15: Schema 'nowhere' does not exist", 2)]
    [InlineData("SELECT * FROM nowhere.a.films", "CATALOG_NOT_FOUND: line 1:15: Catalog 'nowhere' not found", 2)]
    [InlineData("SHOW TABLES IN nowhere", "SCHEMA_NOT_FOUND: line 1:1: Schema 'nowhere' does not exist", 2)]
    [InlineData("SELECT title, count(*) FROM movie_ratings", "EXPRESSION_NOT_AGGREGATE: 'title' must be an aggregate expression or appear in GROUP BY clause", 2)]
    [InlineData("SELECT * FROM movie_ratings AS a, movie_ratings AS b WHERE title = 'x'", "AMBIGUOUS_NAME: Column 'title' is ambiguous", 2)]
    [InlineData("SELECT 1 FROM movie_ratings WHERE count(*) > 1", "EXPRESSION_NOT_SCALAR: WHERE clause cannot contain aggregations", 2)]
    [InlineData("SELECT 9223372036854775807 + movieid FROM movie_ratings", "NUMERIC_VALUE_OUT_OF_RANGE: ", 2)]
    [InlineData("SELECT CAST(movieid * 100 AS tinyint) FROM movie_ratings WHERE movieid = 3", "NUMERIC_VALUE_OUT_OF_RANGE: Out of range for tinyint: 300", 2)]
    [InlineData("SELECT (SELECT movieid FROM movie_ratings)", "SUBQUERY_MULTIPLE_ROWS: Scalar sub-query has returned multiple rows", 2)]
    [InlineData("SELECT nothing(title) FROM movie_ratings", "FUNCTION_NOT_FOUND: line 1:8: Function 'nothing' not registered", 2)]
    [InlineData("SELECT ?, ?", "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 2 but found 0", 2)]
    public async Task A_query_that_fails_says_why(string sql, string reason, int category)
    {
        var execution = await athena.WaitAsync(await athena.StartAsync(sql));

        var status = execution.GetProperty("Status");
        Assert.Equal("FAILED", status.GetProperty("State").GetString());
        Assert.StartsWith(reason, status.GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
        Assert.Equal(category, status.GetProperty("AthenaError").GetProperty("ErrorCategory").GetInt32());
        var (type, message, _) = await athena.FailAsync("GetQueryResults", new { QueryExecutionId = execution.GetProperty("QueryExecutionId").GetString() });
        Assert.Equal(("InvalidRequestException", "Query did not finish successfully. Final query state: FAILED"), (type, message));
    }

    [Fact]
    public async Task A_malformed_query_is_refused_at_once()
    {
        var (type, message, body) = await athena.FailAsync("StartQueryExecution", new { QueryString = "SELECT FROM movie_ratings WHERE" });

        Assert.Equal("InvalidRequestException", type);
        Assert.Equal("MALFORMED_QUERY", body.GetProperty("AthenaErrorCode").GetString());
        Assert.StartsWith("line 1:8: mismatched input 'FROM'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_token_starts_a_query_once()
    {
        var token = new string('t', 20) + Guid.NewGuid().ToString("N");
        var first = await athena.CallAsync("StartQueryExecution", new { QueryString = "SELECT 1", ClientRequestToken = token });
        var second = await athena.CallAsync("StartQueryExecution", new { QueryString = "SELECT 1", ClientRequestToken = token });
        var other = await athena.FailAsync("StartQueryExecution", new { QueryString = "SELECT 2", ClientRequestToken = token });

        Assert.Equal(first.GetProperty("QueryExecutionId").GetString(), second.GetProperty("QueryExecutionId").GetString());
        Assert.Equal(("InvalidRequestException", "Idempotent parameters do not match"), (other.Type, other.Message));
    }

    [Fact]
    public async Task A_running_query_is_stopped()
    {
        var id = await athena.StartAsync("SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 100000)) AS b(y) CROSS JOIN UNNEST(sequence(1, 1000)) AS c(z) WHERE x * y = z + 3");

        await athena.CallAsync("StopQueryExecution", new { QueryExecutionId = id });

        Assert.Equal("CANCELLED", (await athena.WaitAsync(id)).GetProperty("Status").GetProperty("State").GetString());
        await athena.CallAsync("StopQueryExecution", new { QueryExecutionId = id });
    }

    [Fact]
    public async Task An_unload_writes_files_and_lists_them()
    {
        var folder = $"unloaded/{Guid.NewGuid():N}";
        var id = await athena.StartAsync($"UNLOAD (SELECT movieid, title FROM movie_ratings WHERE movieid <= 20) TO 's3://results/{folder}/' WITH (format = 'PARQUET', compression = 'snappy')");

        var execution = await athena.WaitAsync(id);
        Assert.Equal("SUCCEEDED UNLOAD", $"{execution.GetProperty("Status").GetProperty("State").GetString()} {execution.GetProperty("SubstatementType").GetString()}");
        Assert.Equal($"s3://lakehouse-athena-results/{id}-manifest.csv", execution.GetProperty("Statistics").GetProperty("DataManifestLocation").GetString());
        var results = Path.Combine(api.Lake.Root, "athena", "results");
        var told = await File.ReadAllTextAsync(Path.Combine(results, "lakehouse-athena-results", $"{id}-manifest.csv"), TestContext.Current.CancellationToken);
        Assert.Equal($"s3://results/{folder}/{id}.parquet\n", told);
        using var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) || ' ' || max(title) FROM read_parquet('{Path.Combine(results, told["s3://".Length..].TrimEnd())}')";
        Assert.Equal("20 Film 9", command.ExecuteScalar());
        Assert.Empty(AthenaClient.Rows(await athena.CallAsync("GetQueryResults", new { QueryExecutionId = id })));

        var again = await athena.WaitAsync(await athena.StartAsync($"UNLOAD (SELECT 1 AS x) TO 's3://results/{folder}/'"));
        Assert.StartsWith("HIVE_PATH_ALREADY_EXISTS: ", again.GetProperty("Status").GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format = 'TEXTFILE'", "1\u0001Film 1\u0001a\u0002b\u0001k\u00031\u00017\u0002x\u00011.0E7\u0001\\N\u0001QQ==\n")]
    [InlineData("format = 'textfile', field_delimiter = '|', compression = 'gzip'", "1|Film 1|a\u0002b|k\u00031|7\u0002x|1.0E7|\\N|QQ==\n")]
    [InlineData("format = 'JSON'", "{\"movieid\":1,\"title\":\"Film 1\",\"list\":[\"a\",\"b\"],\"map\":{\"k\":1},\"pair\":{\"p\":7,\"q\":\"x\"},\"large\":10000000,\"nothing\":null,\"bytes\":\"QQ==\"}\n")]
    public async Task Text_and_JSON_are_unloaded_as_one_file_with_gzip(string properties, string expected)
    {
        var folder = Guid.NewGuid().ToString("N");
        var id = await athena.StartAsync($"UNLOAD (SELECT movieid, title, ARRAY['a', 'b'] AS list, MAP(ARRAY['k'], ARRAY[1]) AS map, CAST(ROW(7, 'x') AS ROW(p integer, q varchar)) AS pair, 1e7 AS large, CAST(NULL AS date) AS nothing, X'41' AS bytes FROM movie_ratings WHERE movieid = 1) TO 's3://results/{folder}/' WITH ({properties})");

        var execution = await athena.WaitAsync(id);
        Assert.Equal("SUCCEEDED", execution.GetProperty("Status").GetProperty("State").GetString());
        var file = Assert.Single(Directory.GetFiles(Path.Combine(api.Lake.Root, "athena", "results", "results", folder)));
        Assert.EndsWith(".gz", file, StringComparison.Ordinal);
        await using var compressed = File.OpenRead(file);
        await using var content = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionMode.Decompress);
        using var text = new StreamReader(content);
        Assert.Equal(expected, await text.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("", "GZIP")]
    [InlineData("WITH (format = 'PARQUET', compression = 'ZSTD')", "ZSTD")]
    [InlineData("WITH (compression = 'NONE')", "UNCOMPRESSED")]
    public async Task Parquet_is_unloaded_with_the_compression_that_was_asked_for(string properties, string expected)
    {
        var folder = Guid.NewGuid().ToString("N");
        var execution = await athena.WaitAsync(await athena.StartAsync($"UNLOAD (SELECT movieid FROM movie_ratings) TO 's3://results/{folder}/' {properties}"));

        Assert.Equal("SUCCEEDED", execution.GetProperty("Status").GetProperty("State").GetString());
        using var connection = new DuckDB.NET.Data.DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT any_value(compression) || ' ' || max(num_values) FROM parquet_metadata('{Path.Combine(api.Lake.Root, "athena", "results", "results", folder)}/*')";
        Assert.Equal($"{expected} 100", command.ExecuteScalar());
    }

    [Theory]
    [InlineData("TO 's3://results/u5/' WITH (format = 'AVRO', compression = 'SNAPPY')", "SYNTAX_ERROR: UNLOAD's property compression does not apply to AVRO")]
    [InlineData("TO 's3://results/u9/' WITH (compression = 'GZIP', compression_level = 3)", "SYNTAX_ERROR: UNLOAD's property compression_level is for ZSTD")]
    [InlineData("TO 's3://results/u10/' WITH (compression = 'ZSTD', compression_level = 23)", "SYNTAX_ERROR: UNLOAD's property compression_level is a number from 1 to 22")]
    [InlineData("TO 's3://results/u11/' WITH (partitioned_by = 'x')", "SYNTAX_ERROR: UNLOAD's property partitioned_by is an array of column names")]
    [InlineData("TO 's3://results/u12/' WITH (bucketed_by = ARRAY['x'])", "NOT_SUPPORTED: UNLOAD with bucketed_by is not available here")]
    [InlineData("TO 's3://results/u6/' WITH (format = 'TEXTFILE', field_delimiter = '||')", "SYNTAX_ERROR: UNLOAD's property field_delimiter is one character")]
    [InlineData("TO 's3://results/u7/' WITH (format = 'JSON', field_delimiter = '|')", "SYNTAX_ERROR: UNLOAD's property field_delimiter is for TEXTFILE")]
    [InlineData("TO 's3://results/u8/' WITH (format = 'JSON', compression = 'NONE')", "NOT_SUPPORTED: UNLOAD as JSON with the compression NONE")]
    [InlineData("TO 's3://results/u1/' WITH (format = 'ORC')", "NOT_SUPPORTED: UNLOAD as ORC is not available here")]
    [InlineData("TO 's3://results/u2/' WITH (format = 'PARQUET', partitioned_by = ARRAY['x'])", "INVALID_TABLE_PROPERTY: Table contains only partition columns")]
    [InlineData("TO 's3://results/u3/' WITH (format = 'PARQUET', compression = 'LZ4')", "NOT_SUPPORTED: UNLOAD as PARQUET with the compression LZ4")]
    [InlineData("TO 's3://results/../u4/'", "SYNTAX_ERROR: outputLocation is not a valid S3 path")]
    [InlineData("TO '/etc/'", "SYNTAX_ERROR: outputLocation is not a valid S3 path")]
    public async Task An_unload_that_is_not_written_as_Athena_would_is_refused(string target, string reason)
    {
        var execution = await athena.WaitAsync(await athena.StartAsync($"UNLOAD (SELECT 1 AS x) {target}"));

        Assert.StartsWith(reason, execution.GetProperty("Status").GetProperty("StateChangeReason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_are_values_in_SQL() => Assert.Equal(
        ["title|_col1", "Film 3, \"the\" third|x"],
        await athena.RowsAsync("SELECT title, ? FROM movie_ratings WHERE movieid = ?", parameters: ["'x'", "3"]));

    [Fact]
    public async Task Prepared_statements_live_in_their_work_group()
    {
        var name = "by_id_" + Guid.NewGuid().ToString("N");
        await athena.CallAsync("CreatePreparedStatement", new { StatementName = name, WorkGroup = "primary", QueryStatement = "SELECT title FROM movie_ratings WHERE movieid = ?" });

        Assert.Equal(["title", "Film 7"], await athena.RowsAsync($"EXECUTE {name} USING 7"));
        Assert.Equal(["title", "Film 8"], await athena.RowsAsync($"EXECUTE {name}", parameters: ["8"]));
        Assert.Equal("SELECT title FROM movie_ratings WHERE movieid = ?", (await athena.CallAsync("GetPreparedStatement", new { StatementName = name, WorkGroup = "primary" })).GetProperty("PreparedStatement").GetProperty("QueryStatement").GetString());
        var deallocated = await athena.StartAsync($"DEALLOCATE PREPARE {name}");
        Assert.EndsWith($"{deallocated}.txt", (await athena.WaitAsync(deallocated)).GetProperty("ResultConfiguration").GetProperty("OutputLocation").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"Rows":[],"ResultSetMetadata":{"ColumnInfo":[]}}""", (await athena.CallAsync("GetQueryResults", new { QueryExecutionId = deallocated })).GetProperty("ResultSet").GetRawText());
        Assert.Equal("ResourceNotFoundException", (await athena.FailAsync("GetPreparedStatement", new { StatementName = name, WorkGroup = "primary" })).Type);
        await athena.RowsAsync($"PREPARE {name} FROM SELECT ? + 1");
        Assert.Equal(["_col0", "6"], await athena.RowsAsync($"EXECUTE {name} USING 5"));
    }

    [Fact]
    public async Task Lists_have_no_header()
    {
        Assert.Equal(["movie_ratings", "user_tags"], await athena.RowsAsync("SHOW TABLES"));
        Assert.Equal(["userid|int|", "tag|string|", "tag_count|bigint|"], await athena.RowsAsync("DESCRIBE user_tags"));
        var id = await athena.StartAsync("SHOW DATABASES");
        var execution = await athena.WaitAsync(id);
        Assert.Equal("DDL", execution.GetProperty("StatementType").GetString());
        Assert.EndsWith($"{id}.txt", execution.GetProperty("ResultConfiguration").GetProperty("OutputLocation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Executions_are_listed_and_fetched_in_batches()
    {
        var id = await athena.StartAsync("SELECT 'listed'");
        await athena.WaitAsync(id);

        var listed = (await athena.CallAsync("ListQueryExecutions", new { MaxResults = 50 })).GetProperty("QueryExecutionIds").EnumerateArray().Select(item => item.GetString());
        var batch = await athena.CallAsync("BatchGetQueryExecution", new { QueryExecutionIds = new[] { id, Guid.Empty.ToString() } });

        Assert.Contains(id, listed);
        Assert.Equal("SELECT 'listed'", batch.GetProperty("QueryExecutions")[0].GetProperty("Query").GetString());
        Assert.Equal(Guid.Empty.ToString(), batch.GetProperty("UnprocessedQueryExecutionIds")[0].GetProperty("QueryExecutionId").GetString());
    }

    [Theory]
    [InlineData("s3://my-bucket/some/prefix/", true)]
    [InlineData("s3://my-bucket", true)]
    [InlineData("/tmp/x", false)]
    [InlineData("file:///tmp/x", false)]
    [InlineData("s3://", false)]
    [InlineData("s3://b/../../../../tmp/x", false)]
    [InlineData("s3://../x", false)]
    [InlineData("s3://b//x", false)]
    [InlineData("s3://b/\u0001", false)]
    public async Task Results_are_written_below_the_lakes_folder_only(string location, bool isTaken)
    {
        var input = new { QueryString = "SELECT 1 AS one", ResultConfiguration = new { OutputLocation = location } };
        if (!isTaken)
        {
            Assert.StartsWith("outputLocation is not a valid S3 path", (await athena.FailAsync("StartQueryExecution", input)).Message, StringComparison.Ordinal);
            return;
        }

        var id = (await athena.CallAsync("StartQueryExecution", input)).GetProperty("QueryExecutionId").GetString()!;
        var execution = await athena.WaitAsync(id);
        var told = execution.GetProperty("ResultConfiguration").GetProperty("OutputLocation").GetString()!;
        Assert.Equal($"{location.TrimEnd('/')}/{id}.csv", told);
        Assert.True(File.Exists(Path.Combine(api.Lake.Root, "athena", "results", told[5..])));
    }
}
