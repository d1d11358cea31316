namespace Lakehouse.QueryApi.Tests;

/// <summary>On a service of its own: every file of its lake is compared, and other tests let theirs write results.</summary>
public class HostileStatementTests(RunningApi api) : IClassFixture<RunningApi>
{
    /// <summary>Statements that reach for files, the network, settings, other databases or DuckDB's insides.</summary>
    public static TheoryData<string> Refused => new(
        // Files by table function, in every place and by every name.
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM read_csv_auto('{secret}')",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_blob('{secret}')",
        "SELECT * FROM read_json('{secret}')",
        "SELECT * FROM read_ndjson_objects('{secret}')",
        "SELECT * FROM read_parquet('{lake}/raw/movielens/public/movies/LOAD00000001.parquet')",
        "SELECT * FROM parquet_scan('{lake}/**/*.parquet')",
        "SELECT * FROM parquet_metadata('{lake}/raw/movielens/public/movies/LOAD00000001.parquet')",
        "SELECT * FROM parquet_kv_metadata('{lake}/raw/movielens/public/movies/LOAD00000001.parquet')",
        "SELECT * FROM read_duckdb('{secret}')",
        "SELECT * FROM sniff_csv('{secret}')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM glob('{lake}/**')",
        "FROM \"read_text\"('{secret}')",
        "FROM READ_TEXT('{secret}')",
        "SELECT * FROM main.read_text('{secret}')",
        "SELECT * FROM system.main.read_text('{secret}')",
        "SELECT (SELECT content FROM read_text('{secret}'))",
        "SELECT 1 WHERE EXISTS (FROM read_text('{secret}'))",
        "SELECT * FROM movie_ratings WHERE title IN (SELECT content FROM read_text('{secret}'))",
        "SELECT * FROM movie_ratings ORDER BY (SELECT content FROM read_text('{secret}'))",
        "WITH x AS (SELECT * FROM read_text('{secret}')) SELECT 1",
        "SELECT 1 UNION ALL SELECT size FROM read_blob('{secret}')",
        "SELECT * FROM (VALUES ((SELECT content FROM read_text('{secret}')))) v",
        "SELECT * FROM movie_ratings, LATERAL (SELECT * FROM read_text(title))",
        "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('{secret}')))",
        "DESCRIBE SELECT * FROM read_csv('{secret}')",
        "SUMMARIZE SELECT * FROM read_csv('{secret}')",
        "EXPLAIN SELECT * FROM read_csv('{secret}')",
        "EXPLAIN ANALYZE SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM (PIVOT read_csv('{secret}') ON a IN (1) USING count(*))",
        // Files in place of tables.
        "SELECT * FROM '{secret}'",
        "SELECT * FROM \"{secret}\"",
        "SELECT * FROM '{lake}/raw/movielens/public/movies/LOAD00000001.parquet'",
        "DESCRIBE '{secret}'",
        "SUMMARIZE '{secret}'",
        "WITH x AS (SELECT 1) SELECT * FROM x, '{secret}'",
        "SELECT * FROM (WITH \"{secret}\" AS (SELECT 1) SELECT 1) a, \"{secret}\"",
        "SELECT * FROM 'https://localhost/x.parquet'",
        "SELECT * FROM 's3://bucket/x.parquet'",
        "SELECT * FROM read_json('http://127.0.0.1:1/')",
        // SQL inside strings.
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('movie_ratings')",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT json_serialize_plan('SELECT 1')",
        // Settings, logs, catalogs of DuckDB.
        "SELECT current_setting('temp_directory')",
        "SELECT getvariable('x')",
        "SELECT getenv('HOME')",
        "SELECT write_log('x')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_views()",
        "SELECT * FROM duckdb_logs",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM pragma_table_info('movie_ratings')",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM information_schema.views",
        "SELECT pg_get_viewdef(1)",
        "SELECT * FROM system.main.duckdb_views",
        "SELECT * FROM temp.main.x",
        "SELECT * FROM memory.main.x",
        "SHOW VARIABLES",
        "SELECT * FROM (SHOW TABLES)",
        "SELECT * FROM which_secret('s3://x', 's3')",
        "SELECT * FROM sql_auto_complete('sel')",
        // Memory addresses and waiting.
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM seq_scan(1)",
        "SELECT sleep_ms(60000)",
        "SELECT pg_sleep(60)",
        "SELECT nextval('s')",
        "SELECT setseed(0.5)",
        // Not SELECT.
        "CREATE TABLE t (a INTEGER)",
        "CREATE OR REPLACE TEMP TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "CREATE MACRO m(a) AS a",
        "CREATE SECRET s (TYPE s3)",
        "CREATE SCHEMA s",
        "DROP VIEW datahandson_mds_movielens_deltalake.movie_ratings",
        "ALTER VIEW movie_ratings RENAME TO x",
        "INSERT INTO movie_ratings VALUES (1)",
        "UPDATE movie_ratings SET title = 'x'",
        "DELETE FROM movie_ratings",
        "TRUNCATE movie_ratings",
        "MERGE INTO movie_ratings USING movies ON true WHEN MATCHED THEN DELETE",
        "COPY (SELECT 1) TO '{lake}/pwned.csv'",
        "COPY (SELECT 1) TO '{temp}/pwned.csv'",
        "COPY movie_ratings FROM '{secret}'",
        "EXPORT DATABASE '{lake}/pwned'",
        "IMPORT DATABASE '{lake}'",
        "ATTACH '{lake}/pwned.db'",
        "ATTACH ':memory:' AS m",
        "DETACH awsdatacatalog",
        "USE memory",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '{temp}/evil.so'",
        "SET threads = 1000",
        "SET GLOBAL memory_limit = '1TB'",
        "SET search_path = 'main'",
        "RESET memory_limit",
        "PRAGMA database_list",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "BEGIN",
        "COMMIT",
        "CHECKPOINT",
        "VACUUM",
        "ANALYZE",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "COMMENT ON VIEW movie_ratings IS 'x'",
        "EXPLAIN DROP VIEW movie_ratings",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{lake}/pwned.csv'",
        "EXPLAIN EXPLAIN SELECT 1",
        "WITH x AS (DELETE FROM movie_ratings RETURNING *) SELECT * FROM x",
        "SELECT 1 INTO t",
        // More or less than one statement.
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP VIEW movie_ratings",
        "SELECT 1;;COPY (SELECT 1) TO '{lake}/pwned.csv'",
        "SELECT 1 /* ; */ ; /* */ SET threads = 1 -- x",
        "SELECT 1 -- x\n; ATTACH '{lake}/pwned.db'",
        "SELECT 1 --\r; DROP VIEW movie_ratings\n; SELECT 2",
        "EXPLAIN SELECT 1; DROP VIEW movie_ratings",
        ";",
        "-- nothing",
        "/* nothing */",
        // Unicode that looks like something else.
        "ЅELECT 1",
        "SELECT\u200B1 FROM read_text('{secret}')",
        "\uFEFFDROP VIEW movie_ratings",
        "SELECT * FROM read\u200B_text('{secret}')",
        "SELECT * FROM ｒead_text('{secret}')",
        "SELECT 1；DROP VIEW movie_ratings",
        "SELECT * FROM U&\"read\\005Ftext\"('{secret}')");

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_statement_that_reaches_beyond_the_tables_is_refused(string statement)
    {
        var before = Files();
        var sql = statement
            .Replace("{secret}", api.Lake.Secret, StringComparison.Ordinal)
            .Replace("{lake}", api.Lake.Root, StringComparison.Ordinal)
            .Replace("{temp}", Path.GetTempPath().TrimEnd('/'), StringComparison.Ordinal);

        var (status, type, detail) = await api.ProblemAsync(sql);

        Assert.Equal(400, status);
        Assert.Contains(type, new[] { "not-allowed", "not-a-select", "unknown-table", "syntax-error", "invalid-statement" });
        Assert.DoesNotContain("secret,1", detail, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM movie_ratings"));
    }

    private string[] Files() => [.. Directory.EnumerateFiles(api.Lake.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal), .. Directory.EnumerateFiles(Path.GetTempPath(), "pwned*")];
}
