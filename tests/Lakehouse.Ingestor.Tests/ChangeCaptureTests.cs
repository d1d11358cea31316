using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

public sealed class ChangeCaptureTests(PostgresFixture postgres)
{
    private const string Films = "CREATE TABLE films (id int PRIMARY KEY, title text, score numeric(4,1)); INSERT INTO films SELECT i, 'film ' || i, i / 10.0 FROM generate_series(1, 100) i";

    [Fact]
    public async Task Inserts_updates_and_deletes_follow_the_load_in_commit_order()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "films");
        await database.RunAsync("INSERT INTO films VALUES (101, 'new', 1.5); UPDATE films SET title = 'changed' WHERE id = 1; DELETE FROM films WHERE id = 2");
        await database.RunAsync("BEGIN; INSERT INTO films VALUES (102, 'rolled back', 0); ROLLBACK");
        await database.RunAsync("UPDATE films SET id = 203 WHERE id = 3");

        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        var changes = lake.Raw.Files("films").Where(file => !file.StartsWith("LOAD", StringComparison.Ordinal)).ToArray();
        Assert.All(changes, name => Assert.Matches("^[0-9]{8}-[0-9]{9}[.]parquet$", name));
        Assert.Equal(
            [["I", "101", "new"], ["U", "1", "changed"], ["D", "2", null], ["D", "3", null], ["I", "203", "film 3"]],
            RawReader.Query($"SELECT Op, id, title FROM {lake.Raw.Relation("films")} WHERE filename NOT LIKE '%LOAD%' ORDER BY change_seq".Replace("union_by_name = true", "union_by_name = true, filename = true", StringComparison.Ordinal)));
        Assert.Equal(
            ["Op VARCHAR", "id INTEGER", "title VARCHAR", "score DECIMAL(4,1)", "dms_timestamp_col TIMESTAMP WITH TIME ZONE", "change_seq VARCHAR", "_unchanged VARCHAR[]"],
            RawReader.Query($"DESCRIBE SELECT * FROM '{Path.Combine(lake.Raw.Folder("films"), changes[0])}'").Select(row => $"{row[0]} {row[1]}"));
    }

    [Fact]
    public async Task A_truncation_begins_a_file_with_T()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "films");
        await database.RunAsync("BEGIN; INSERT INTO films VALUES (500, 'before', 1); TRUNCATE films; INSERT INTO films VALUES (501, 'after', 2); COMMIT");

        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        var changes = lake.Raw.Files("films").Skip(1).ToArray();
        Assert.Equal(2, changes.Length);
        Assert.Equal([["T", null], ["I", "501"]], RawReader.Query($"SELECT Op, id FROM '{Path.Combine(lake.Raw.Folder("films"), changes[1])}'"));
    }

    [Fact]
    public async Task A_TOASTed_value_that_was_not_sent_is_named_and_kept()
    {
        var database = await postgres.CreateAsync("""
            CREATE TABLE big (id int PRIMARY KEY, body text, n int); ALTER TABLE big ALTER body SET STORAGE EXTERNAL;
            INSERT INTO big VALUES (1, repeat('x', 9000), 1), (2, repeat('y', 9000), 1);
            CREATE TABLE whole (id int PRIMARY KEY, body text, n int); ALTER TABLE whole ALTER body SET STORAGE EXTERNAL; ALTER TABLE whole REPLICA IDENTITY FULL;
            INSERT INTO whole VALUES (1, repeat('x', 9000), 1)
            """);
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "big", "whole");
        await database.RunAsync("UPDATE big SET n = 2 WHERE id = 1; UPDATE big SET id = 22 WHERE id = 2; UPDATE whole SET n = 2");

        await UntilSameAsync(database, lake, "big", 1, "id", "body", "n");
        await UntilSameAsync(database, lake, "whole", 1, "id", "body", "n");
        Assert.Equal([["U", "body"], ["D", null], ["I", "body"]], RawReader.Query($"SELECT Op, array_to_string(_unchanged, ',') FROM {lake.Raw.Relation("big")} WHERE Op <> 'I' OR id = 22 ORDER BY change_seq"));
        Assert.Equal([["U", null, "9000"]], RawReader.Query($"SELECT Op, array_to_string(_unchanged, ','), length(body) FROM {lake.Raw.Relation("whole")} WHERE Op = 'U'"));
    }

    [Fact]
    public async Task Changed_columns_begin_a_new_file_with_the_new_columns()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "films");
        await database.RunAsync("INSERT INTO films VALUES (200, 'a', 1)");
        await database.RunAsync("ALTER TABLE films ADD COLUMN added date, DROP COLUMN score; INSERT INTO films VALUES (201, 'b', '2026-11-22')");
        await database.RunAsync("ALTER TABLE films ALTER COLUMN title TYPE varchar(20), RENAME COLUMN added TO premiere".Replace(", RENAME", "; ALTER TABLE films RENAME", StringComparison.Ordinal) + "; INSERT INTO films VALUES (202, 'c', '2026-11-23')");

        await Poll.UntilAsync(() => lake.Raw.Files("films").Count >= 4);
        var files = lake.Raw.Files("films").Skip(1).Select(file => string.Join(' ', RawReader.Query($"DESCRIBE SELECT * EXCLUDE (Op, dms_timestamp_col, change_seq, _unchanged) FROM '{Path.Combine(lake.Raw.Folder("films"), file)}'").Select(row => row[0])));
        Assert.Equal(["id title score", "id title added", "id title premiere"], files);
    }

    [Fact]
    public async Task A_retyped_column_begins_a_new_file_with_the_new_type()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "films");
        await database.RunAsync("ALTER TABLE films ALTER COLUMN score TYPE text; INSERT INTO films VALUES (200, 'a', 'high')");

        await Poll.UntilAsync(() => lake.Raw.Files("films").Count == 2);
        Assert.Equal(["DECIMAL(4,1)", "VARCHAR"], lake.Raw.Files("films").Select(file => RawReader.Query($"DESCRIBE SELECT score FROM '{Path.Combine(lake.Raw.Folder("films"), file)}'")[0][1]));
        Assert.Equal("score is now text, was numeric(4,1)", (await ingestor.TableAsync("films")).GetProperty("changes").GetProperty("lastSchemaChange").GetString());
    }

    [Fact]
    public async Task Changed_columns_are_reported_also_when_they_changed_while_nobody_looked()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using (await StartAsync(database, lake, "films"))
        {
        }

        await database.RunAsync("ALTER TABLE films ADD COLUMN premiere date; INSERT INTO films VALUES (201, 'b', 1, '2026-11-22')");
        await using var ingestor = await StartAsync(database, lake, "films");
        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score", "premiere");
        var changes = (await ingestor.TableAsync("films")).GetProperty("changes");
        Assert.Equal(1, changes.GetProperty("schemaChanges").GetInt64());
        Assert.Equal("added premiere date", changes.GetProperty("lastSchemaChange").GetString());
        Assert.True(ingestor.Log.Contains("public.films: its columns changed: added premiere date"));
    }

    [Fact]
    public async Task A_renamed_table_goes_on_under_its_new_name_and_comes_back_complete()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "films");
        await database.RunAsync("ALTER TABLE films RENAME TO movies; INSERT INTO movies VALUES (201, 'under the new name', 1)");
        await UntilSameAsync(database, lake, "movies", 1, "id", "title", "score");
        Assert.Equal("gone", (await ingestor.TableAsync("films")).GetProperty("state").GetString());
        Assert.True(ingestor.Log.Contains("renamed to public.movies"));

        await database.RunAsync("DELETE FROM movies WHERE id = 201; ALTER TABLE movies RENAME TO films; INSERT INTO films VALUES (202, 'and back', 1)");
        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
    }

    [Fact]
    public async Task An_index_as_replica_identity_names_the_rows()
    {
        var database = await postgres.CreateAsync("CREATE TABLE coded (code text NOT NULL, id int PRIMARY KEY, n int); CREATE UNIQUE INDEX by_code ON coded (code); ALTER TABLE coded REPLICA IDENTITY USING INDEX by_code");
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "coded");
        await database.RunAsync("INSERT INTO coded VALUES ('a', 1, 1), ('b', 2, 2), ('c', 3, 3); UPDATE coded SET code = 'z' WHERE id = 1; UPDATE coded SET n = 5 WHERE id = 2; DELETE FROM coded WHERE id = 3");

        await UntilSameAsync(database, lake, "coded", 1, "code", "id", "n");
        Assert.Equal([["D", "a"], ["I", "z"], ["U", "b"], ["D", "c"]], RawReader.Query($"SELECT Op, code FROM {lake.Raw.Relation("coded")} WHERE change_seq > (SELECT max(change_seq) FROM {lake.Raw.Relation("coded")} WHERE n = 3) ORDER BY change_seq"));
    }

    [Fact]
    public async Task A_restart_goes_on_where_it_stopped()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using (await StartAsync(database, lake, "films"))
        {
            await database.RunAsync("INSERT INTO films VALUES (301, 'while it runs', 1)");
            await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        }

        await database.RunAsync("INSERT INTO films VALUES (302, 'while it is away', 1); DELETE FROM films WHERE id = 301");
        await using var again = await StartAsync(database, lake, "films");
        await database.RunAsync("INSERT INTO films VALUES (303, 'after', 1)");
        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        Assert.Single(lake.Raw.Files("films"), file => file.StartsWith("LOAD", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_while_changes_are_captured_stops_promptly()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        using var process = IngestorProcess.Start(database.ConnectionString, lake.Path, TestDatabase.Capture);
        await Poll.UntilAsync(() => process.Output.Contains("Capturing changes", StringComparison.Ordinal));
        await database.RunAsync("INSERT INTO films SELECT generate_series(1000, 2000)");

        Assert.Equal(0, await process.InterruptAsync());
        Assert.DoesNotContain("fail:", process.Output, StringComparison.Ordinal);
        Assert.Empty(lake.Uploads());
    }

    [Fact]
    public async Task A_slot_that_was_dropped_means_a_reload_that_leaves_nothing_stale()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using (await StartAsync(database, lake, "films"))
        {
            await database.RunAsync("INSERT INTO films VALUES (301, 'captured', 1)");
            await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        }

        await Poll.UntilAsync(async () => (await database.TextAsync("SELECT active FROM pg_replication_slots WHERE database = current_database()"))[0][0] == "f");
        await database.RunAsync("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = current_database(); DELETE FROM films WHERE id < 50");
        await using var again = await StartAsync(database, lake, "films");
        await database.RunAsync("INSERT INTO films VALUES (302, 'after', 1)");
        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        Assert.Single(lake.Raw.Files("films"), file => file.StartsWith("LOAD", StringComparison.Ordinal));
        Assert.True(again.Log.Contains("Changes were lost: the replication slot is gone"));
    }

    [Fact]
    public async Task A_table_made_anew_under_the_same_name_is_loaded_anew()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "films");
        await database.RunAsync("DROP TABLE films; CREATE TABLE films (id int PRIMARY KEY, title text, score numeric(4,1)); INSERT INTO films VALUES (7, 'other', 1)");

        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        await database.RunAsync("INSERT INTO films VALUES (8, 'later', 1)");
        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
    }

    [Fact]
    public async Task A_table_without_a_key_is_loaded_and_still_accepts_updates()
    {
        var database = await postgres.CreateAsync("CREATE TABLE keyless (id int); INSERT INTO keyless VALUES (1); CREATE TABLE keyed (id int PRIMARY KEY)");
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "keyless", "keyed");
        await database.RunAsync("UPDATE keyless SET id = 2; INSERT INTO keyed VALUES (1)");

        await UntilSameAsync(database, lake, "keyed", 1, "id");
        Assert.Contains("REPLICA IDENTITY FULL", (await ingestor.TableAsync("keyless")).GetProperty("remarks")[0].GetString(), StringComparison.Ordinal);
        Assert.Single(lake.Raw.Files("keyless"));
    }

    [Theory]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t REPLICA IDENTITY NOTHING", "its replica identity is nothing")]
    [InlineData("CREATE TABLE t (id int); ALTER TABLE t REPLICA IDENTITY NOTHING", "its replica identity is nothing")]
    [InlineData("CREATE TABLE t (id int)", "it has no primary key")]
    [InlineData("CREATE UNLOGGED TABLE t (id int PRIMARY KEY)", "the table is unlogged")]
    public async Task What_keeps_a_table_from_being_captured_is_named_with_the_statement_that_ends_it(string script, string reason)
    {
        var database = await postgres.CreateAsync($"{script}; INSERT INTO t VALUES (1); CREATE TABLE other (id int PRIMARY KEY)");
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "t", "other");
        await database.RunAsync("UPDATE t SET id = 2"); // still works in the source
        var remark = (await ingestor.TableAsync("t")).GetProperty("remarks")[0].GetString()!;
        Assert.Contains(reason, remark, StringComparison.Ordinal);

        await database.RunAsync(remark[remark.IndexOf("ALTER TABLE", StringComparison.Ordinal)..]);
        await Poll.UntilAsync(async () => (await ingestor.TableAsync("t")).GetProperty("remarks").GetArrayLength() == 0);
        await ingestor.UntilLoadedAsync("t");
        await database.RunAsync("UPDATE t SET id = 3; INSERT INTO t VALUES (4)");
        await UntilSameAsync(database, lake, "t", 1, "id");
    }

    [Fact]
    public async Task A_large_transaction_goes_on_in_another_file_after_so_many_rows()
    {
        var database = await postgres.CreateAsync(Films);
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:FileRows=1000", "--Ingestor:ChangeInterval=00:00:00.100");
        await Poll.UntilAsync(() => ingestor.Log.Contains("Capturing changes"));
        await database.RunAsync("INSERT INTO films SELECT i, 'film ' || i, 0 FROM generate_series(1001, 5500) i");

        await UntilSameAsync(database, lake, "films", 1, "id", "title", "score");
        var files = lake.Raw.Files("films").Skip(1);
        Assert.Equal(["1000", "1000", "1000", "1000", "500"], files.Select(file => RawReader.Query($"SELECT count(*) FROM '{Path.Combine(lake.Raw.Folder("films"), file)}'")[0][0]));
    }

    [Fact]
    public async Task Text_that_is_none_sets_its_table_aside_and_no_other()
    {
        var database = await postgres.CreateAsync("CREATE TABLE broken (id int PRIMARY KEY, title text); CREATE TABLE fine (id int PRIMARY KEY, title text)", "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "broken", "fine");
        await database.RunAsync(@"INSERT INTO fine VALUES (1, E'gr\xc3\xb6\xc3\x9fe'); INSERT INTO broken VALUES (1, E'gr\xf6\xdfe'); INSERT INTO fine VALUES (2, 'after')");

        var report = await ingestor.UntilAsync("broken", "failed");
        Assert.Contains("column title is no UTF-8", report.GetProperty("error").GetString(), StringComparison.Ordinal);
        await UntilSameAsync(database, lake, "fine", 1, "id", "title");
        Assert.Equal([["größe"], ["after"]], RawReader.Query($"SELECT title FROM {lake.Raw.Relation("fine")} ORDER BY id"));
    }

    [Fact]
    public async Task WAL_of_tables_that_do_not_concern_us_is_let_go()
    {
        var database = await postgres.CreateAsync("CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE ignored (id int)");
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "t");
        await database.RunAsync("INSERT INTO ignored SELECT generate_series(1, 10000)");
        var target = (await database.TextAsync("SELECT pg_current_wal_lsn()"))[0][0];

        await Poll.UntilAsync(async () => (await database.TextAsync($"SELECT confirmed_flush_lsn >= '{target}' FROM pg_replication_slots WHERE database = current_database() AND NOT temporary"))[0][0] == "t");
    }

    [Fact]
    public async Task Values_of_changes_are_stored_as_the_load_stores_them()
    {
        const string Columns = """
            b bool, i2 smallint, i4 int, i8 bigint, o oid, f4 real, f8 double precision, n2 numeric(4,2), n18 numeric(18,3), n38 numeric(38,5), n numeric, t text, c char(5),
            d date, ts timestamp, tz timestamptz, tm time, u uuid, by bytea, j json, jb jsonb, a int[], r int4range, ip inet, iv interval
            """;
        const string Values = """
            (1, true, -32768, -2147483648, 9223372036854775807, 4294967295, 3.4028235e38, 5e-324, -12.30, 123456789012345.678, -999999999999999999999999999999999.00001, 0.10, 'ä', 'ab',
             '0044-03-15 BC', '2026-11-22 20:35:13.000001', '2026-03-29 02:30:00+05', '24:00:00', '12345678-9abc-def0-1234-56789abcdef0', '\x00ff5c', '{ "a": 1 }', '{"a": 1}', '{1,NULL}', '[1,5)', '10.0.0.1', '1 day 2:03'),
            (2, false, 0, 0, 0, 0, 'NaN', '-Infinity', 0, 0, 0, 'NaN', '', '', 'infinity', '-infinity', 'infinity', '00:00', '00000000-0000-0000-0000-000000000000', '\x', 'null', 'null', '{}', 'empty', '::1', '-1 year'),
            (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
            """;
        var database = await postgres.CreateAsync($"CREATE TABLE loaded (id int PRIMARY KEY, {Columns}); CREATE TABLE captured (id int PRIMARY KEY, {Columns}); INSERT INTO loaded VALUES {Values}");
        using var lake = new TemporaryLake();
        await using var ingestor = await StartAsync(database, lake, "loaded", "captured");
        await database.RunAsync($"SET DateStyle = 'German'; SET TimeZone = 'Asia/Tokyo'; SET bytea_output = 'escape'; INSERT INTO captured SELECT * FROM loaded");

        await Poll.UntilAsync(() => lake.Raw.Files("captured").Count == 2);
        const string Select = "SELECT * EXCLUDE (Op, dms_timestamp_col, change_seq)";
        Assert.Equal(lake.Raw.Columns("loaded"), lake.Raw.Columns("captured").Where(column => !column.StartsWith("_unchanged", StringComparison.Ordinal)));
        Assert.Equal([["3", "3", "0", "0"]], RawReader.Query($"""
            WITH l AS ({Select} FROM {lake.Raw.Relation("loaded")}), c AS ({Select.Replace("change_seq", "change_seq, _unchanged", StringComparison.Ordinal)} FROM {lake.Raw.Relation("captured")})
            SELECT (SELECT count(*) FROM l), (SELECT count(*) FROM c), (SELECT count(*) FROM (FROM l EXCEPT FROM c)), (SELECT count(*) FROM (FROM c EXCEPT FROM l))
            """));
    }

    private static async Task<RunningIngestor> StartAsync(TestDatabase database, TemporaryLake lake, params string[] tables)
    {
        var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100");
        foreach (var table in tables)
        {
            await ingestor.UntilLoadedAsync(table);
        }

        await Poll.UntilAsync(() => ingestor.Log.Contains("Capturing changes"));
        return ingestor;
    }

    private static Task UntilSameAsync(TestDatabase database, TemporaryLake lake, string table, int key, params string[] columns) => Sameness.UntilAsync(database, lake, table, key, columns);
}
