using System.Globalization;
using Lakehouse.Ingestor.Tests.Setup;
using Lakehouse.LocalPostgres;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Tests;
using Npgsql;

namespace Lakehouse.Ingestor.Tests.Types;

/// <summary>
/// Two tables with a column of each type: <c>loaded</c> is filled before the load, <c>captured</c> afterwards from the other. Both are staged.
/// </summary>
internal sealed class TypeLake : IAsyncDisposable
{
    private const string Pipeline = """
        pipeline: test
        catalog: { curated: made, staged: typed, raw: typed_raw }
        staged:
          loaded: { key: [id] }
          captured: { key: [id] }
        """;

    /// <summary>What a user's session may have set must not change what is stored.</summary>
    private const string OtherSettings = "SET DateStyle = 'German'; SET TimeZone = 'Asia/Tokyo'; SET bytea_output = 'escape'; SET IntervalStyle = 'iso_8601'; SET extra_float_digits = -5; SET search_path = public, pg_temp";

    private readonly PostgresServer server;
    private readonly LakeFolder lake;

    private TypeLake(PostgresServer server, TestDatabase database, LakeFolder lake, RunningIngestor ingestor, SqlService sql, IReadOnlyList<(string Name, string Sql)> relations)
    {
        this.server = server;
        this.lake = lake;
        Database = database;
        Ingestor = ingestor;
        Sql = sql;
        Relations = relations;
    }

    /// <summary>What the QueryApi calls the staged tables.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Queried { get; } = [("queried, captured", "typed.captured"), ("queried, loaded", "typed.loaded")];

    public TestDatabase Database { get; }

    public RunningIngestor Ingestor { get; }

    /// <summary>Answers SQL over the staged tables.</summary>
    public SqlService Sql { get; }

    /// <summary>Where the values can be read: raw and staged, of both tables.</summary>
    public IReadOnlyList<(string Name, string Sql)> Relations { get; }

    public static async Task<TypeLake> StartAsync(int major)
    {
        var server = await PostgresServer.StartAsync(new PostgresServerOptions { Major = major == 0 ? null : major });
        var database = new TestDatabase(server.ConnectionString);
        await FillAsync(database);

        var lake = new LakeFolder { Name = "test" }.Write("pipeline.yaml", Pipeline);
        var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Folder, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100");
        await ingestor.UntilLoadedAsync("loaded");
        await ingestor.UntilLoadedAsync("captured");
        await Poll.UntilAsync(() => ingestor.Log.Contains("Capturing changes"));
        await database.RunAsync($"{OtherSettings}; INSERT INTO captured SELECT * FROM loaded");
        var raw = new RawReader(lake.Folder);
        await Poll.UntilAsync(() => raw.Files("captured").Count == 2);

        var run = await lake.RunAsync();
        Assert.True(run.State == RunState.Succeeded, string.Join('\n', run.Reports));
        return new TypeLake(server, database, lake, ingestor, await SqlService.StartAsync(lake),
        [
            ("raw, loaded", raw.Relation("loaded")), ("raw, captured", raw.Relation("captured")),
            ("staged, loaded", await lake.ScanAsync("staged.loaded")), ("staged, captured", await lake.ScanAsync("staged.captured")),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        await Ingestor.DisposeAsync();
        await Sql.DisposeAsync();
        await server.DisposeAsync();
        await lake.DisposeAsync();
    }

    /// <summary>Row n has the n-th value of each type; row 0 has none, and row 1 also what Parquet cannot hold.</summary>
    private static async Task FillAsync(TestDatabase database)
    {
        var samples = TypeSample.All;
        var columns = string.Join(", ", samples.Select((sample, number) => $"c{number} {sample.Name}"));
        await database.RunAsync($"{TypeSample.Prelude} CREATE TABLE loaded (id int PRIMARY KEY, {columns}, nan numeric(5,2), late timestamp); CREATE TABLE captured (LIKE loaded INCLUDING ALL)");
        await using var connection = await database.OpenAsync();
        for (var row = 0; row <= samples.Max(sample => sample.Values.Length); row++)
        {
            var values = samples.Select((sample, number) => $"CAST(CAST(${number + 1} AS text) AS {sample.Name})");
            await using var insert = new NpgsqlCommand($"INSERT INTO loaded VALUES ({row.ToString(CultureInfo.InvariantCulture)}, {string.Join(", ", values)}, {(row == 1 ? "'NaN', '294276-12-31 23:59:59.999999'" : "NULL, NULL")})", connection);
            foreach (var sample in samples)
            {
                insert.Parameters.Add(new NpgsqlParameter { Value = row >= 1 && row <= sample.Values.Length ? sample.Values[row - 1] : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            }

            await insert.ExecuteNonQueryAsync();
        }
    }
}
