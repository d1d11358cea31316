using Lakehouse.Ingestor.Tests.Setup;
using Lakehouse.Storage;
using Lakehouse.Transformer.Raw;
using Lakehouse.Transformer.Tests;

namespace Lakehouse.Ingestor.Tests.Dms;

/// <summary>
/// One history of a table as raw files: rows loaded in two files, then, in two change files, an insert and an update, and a delete, a change of the key and an update.
/// </summary>
internal sealed class DmsSample : IAsyncDisposable
{
    /// <summary>What the history leaves, in ordinal order.</summary>
    public static readonly string[] Outcome = ["10|more|0.00", "1|uno|1.50", "30|three|3.50", "4|four!|NULL", "5|five|5.50", "6|more|0.00", "7|more|0.00", "8|more|0.00", "9|more|0.00"];

    private const string FirstRows = "(1, 'one', 1.5), (2, 'two', 2.5), (3, 'three', 3.5), (4, 'four', NULL), (6, 'more', 0)";
    private const string OtherRows = "(7, 'more', 0), (8, 'more', 0), (9, 'more', 0), (10, 'more', 0)";

    private const string Pipeline = """
        pipeline: test
        staged:
          items: { key: [id] }
        """;

    private DmsSample(LakeFolder lake) => Lake = lake;

    public LakeFolder Lake { get; }

    /// <summary>The table's files in the order in which the Transformer reads them.</summary>
    public IReadOnlyList<RawFile> Files { get; private set; } = [];

    /// <summary>A relation of a file.</summary>
    public string this[RawFile file] => $"'{Path.Combine(Lake.RawFolder("items"), file.Name)}'";

    /// <summary>Written by the Ingestor, from Postgres.</summary>
    public static async Task<DmsSample> OfIngestorAsync(PostgresFixture postgres)
    {
        var database = await postgres.CreateAsync($"CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(5,2)); INSERT INTO items VALUES {FirstRows}, {OtherRows}");
        var sample = new DmsSample(NewLake());
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, sample.Lake.Folder, TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.050", "--Ingestor:RowGroupRows=5", "--Ingestor:FileBytes=1");
        await ingestor.UntilLoadedAsync("items");
        await Poll.UntilAsync(() => ingestor.Log.Contains("Capturing changes"));
        var raw = new RawReader(sample.Lake.Folder);
        var loads = raw.Files("items").Count;
        await database.RunAsync("INSERT INTO items VALUES (5, 'five', 5.5); UPDATE items SET name = 'uno' WHERE id = 1");
        await Poll.UntilAsync(() => raw.Files("items").Count == loads + 1);
        await database.RunAsync("DELETE FROM items WHERE id = 2; UPDATE items SET id = 30 WHERE id = 3; UPDATE items SET name = 'four!' WHERE id = 4");
        await Poll.UntilAsync(() => raw.Files("items").Count == loads + 2);
        return await sample.ListAsync();
    }

    /// <summary>Written by hand as DMS does with these settings of its S3 endpoint.</summary>
    /// <param name="includeOpForFullLoad"><c>IncludeOpForFullLoad</c>.</param>
    /// <param name="timestampInMillisecond"><c>ParquetTimestampInMillisecond</c>.</param>
    /// <param name="timestampColumn"><c>TimestampColumnName</c> is set.</param>
    /// <param name="codec"><c>CompressionType</c>: GZIP or none.</param>
    public static async Task<DmsSample> ByHandAsync(bool includeOpForFullLoad, bool timestampInMillisecond, bool timestampColumn, string codec)
    {
        var sample = new DmsSample(NewLake());
        var type = timestampInMillisecond ? "TIMESTAMP_MS" : "TIMESTAMP";
        sample.Write("LOAD00000001", Load(FirstRows), codec);
        sample.Write("LOAD00000002", Load(OtherRows), codec);
        sample.Write("20261122-203501123", Changes("('I', 5, 'five', 5.5, '20:35:00'), ('U', 1, 'uno', 1.5, '20:35:00.5')"), codec);
        sample.Write("20261122-203601000", Changes("('D', 2, 'two', 2.5, '20:36:00'), ('D', 3, NULL, NULL, '20:36:00.1'), ('I', 30, 'three', 3.5, '20:36:00.1'), ('U', 4, 'four!', NULL, '20:36:00.2')"), codec);
        return await sample.ListAsync();

        string Load(string rows) => $"SELECT {(includeOpForFullLoad ? "'I' AS \"Op\", " : "")}id::INTEGER AS id, name, price::DECIMAL(5,2) AS price{Time("'20:30:00'")} FROM (VALUES {rows}) t(id, name, price)";
        string Changes(string rows) => $"SELECT \"Op\", id::INTEGER AS id, name, price::DECIMAL(5,2) AS price{Time("commit")} FROM (VALUES {rows}) t(\"Op\", id, name, price, commit)";
        string Time(string of) => timestampColumn ? $", ('2026-11-22 ' || {of})::{type} AS dms_timestamp_col" : "";
    }

    public async ValueTask DisposeAsync() => await Lake.DisposeAsync();

    private static LakeFolder NewLake() => new LakeFolder { Name = "test" }.Write("pipeline.yaml", Pipeline);

    private void Write(string name, string select, string codec)
    {
        var path = Path.Combine(Lake.RawFolder("items"), name + ".parquet");
        Lake.Execute($"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION {codec})");
    }

    private async Task<DmsSample> ListAsync()
    {
        Files = await new RawFolder(ObjectStores.Open(Lake.Lake.Raw).At("test/public/items")).ListAfterAsync(null, TestContext.Current.CancellationToken);
        return this;
    }
}
