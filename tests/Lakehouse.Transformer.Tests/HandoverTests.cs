using System.Runtime.CompilerServices;

namespace Lakehouse.Transformer.Tests;

/// <summary>What tests/Handover says the Transformer and Spark make of the same raw files.</summary>
public sealed class HandoverTests
{
    private static readonly string[] Tables = ["staged.items", "staged.notes", "staged.stock", "staged.readings", "staged.codes", "curated.values", "curated.shops"];

    private static string Fixture { get; } = Find();

    [Fact]
    public async Task All_files_in_one_run()
    {
        if (Environment.GetEnvironmentVariable("HANDOVER_WRITE") == "1")
        {
            await MakeFilesAsync();
        }

        await using var lake = Create();
        CopyRaw(lake, _ => true);
        await lake.RunAsync();

        await AssertExpectedAsync(lake);
    }

    [Fact]
    public async Task File_by_file()
    {
        await using var lake = Create();
        var files = Directory.GetFiles(Path.Combine(Fixture, "raw"), "*.parquet", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).Distinct();
        foreach (var name in files.OrderBy(name => name.StartsWith("LOAD", StringComparison.Ordinal) ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal))
        {
            CopyRaw(lake, file => file == name);
            await lake.RunAsync();
        }

        await AssertExpectedAsync(lake);
    }

    private static async Task MakeFilesAsync()
    {
        await using var lake = Create();
        WriteRaw(lake);
        await lake.RunAsync();
        Copy(lake.Lake.Raw.LocalPath, Path.Combine(Fixture, "raw"), _ => true);
        Directory.CreateDirectory(Path.Combine(Fixture, "expected"));
        foreach (var table in Tables)
        {
            await File.WriteAllLinesAsync(Expected(table), await lake.RowsAsync(table), TestContext.Current.CancellationToken);
        }
    }

    private static void WriteRaw(LakeFolder lake)
    {
        const string items = "\"Op\", CAST(id AS INTEGER) AS id, CAST(name AS VARCHAR) AS name, CAST(price AS INTEGER) AS price, CAST(change_seq AS VARCHAR) AS change_seq";
        lake.Raw("items", "LOAD00000001.parquet", $"SELECT {items} FROM (VALUES ('I', 1, 'tea', 5, '00'), ('I', 1, 'tea', 6, '00'), ('I', 2, 'müsli', 7, '00'), ('I', 3, NULL, NULL, '00')) t(\"Op\", id, name, price, change_seq)");
        lake.Raw("items", "LOAD00000002.parquet", $"SELECT {items} FROM (VALUES ('I', 4, 'jam', 1, '00'), ('I', 5, 'it''s', 2, '00')) t(\"Op\", id, name, price, change_seq)");
        lake.Raw("items", "20261122-100100000.parquet", $"SELECT {items} FROM (VALUES ('U', 1, 'newest', 9, '05'), ('U', 1, 'older', 8, '04'), ('D', 2, NULL, NULL, '06'), ('D', 4, NULL, NULL, '07'), ('I', 4, 'again', 3, '08'), ('X', 5, 'lost', 0, '09'), ('U', NULL, 'lost', 0, '10'), ('D', 99, NULL, NULL, '11')) t(\"Op\", id, name, price, change_seq)");
        lake.Raw("items", "20261122-100200000.parquet", "SELECT \"Op\", CAST(id AS INTEGER) AS id, CAST(name AS VARCHAR) AS name, CAST(price AS BIGINT) AS price, CAST(colour AS VARCHAR) AS colour, CAST(change_seq AS VARCHAR) AS change_seq FROM (VALUES ('U', 3, 'dear', 5000000000, 'red', '12'), ('I', 6, 'new', 10, 'red', '13')) t(\"Op\", id, name, price, colour, change_seq)");

        const string notes = "\"Op\", CAST(id AS INTEGER) AS id, CAST(body AS VARCHAR) AS body, CAST(mark AS DECIMAL(4,1)) AS mark, CAST(change_seq AS VARCHAR) AS change_seq";
        const string unsent = notes + ", CAST(_unchanged AS VARCHAR[]) AS _unchanged";
        const string columns = "t(\"Op\", id, body, mark, change_seq, _unchanged)";
        lake.Raw("notes", "LOAD00000001.parquet", $"SELECT {notes} FROM (VALUES ('I', 1, 'one', 1.0, '00'), ('I', 2, 'two', 2.0, '00'), ('I', 3, 'three', 3.0, '00'), ('I', 4, 'four', 4.0, '00')) t(\"Op\", id, body, mark, change_seq)");
        lake.Raw("notes", "20261122-100100000.parquet", $"SELECT {unsent} FROM (VALUES ('U', 1, NULL, 1.5, '01', ['body']), ('U', 2, 'TWO', NULL, '02', ['mark']), ('D', 3, NULL, NULL, '03', NULL), ('I', 30, NULL, 3.5, '04', ['body']), ('U', 30, NULL, 3.6, '05', ['body'])) {columns}");
        lake.Raw("notes", "20261122-100200000.parquet", $"SELECT {unsent} FROM (VALUES ('D', 30, NULL, NULL, '06', NULL), ('I', 31, NULL, NULL, '07', ['body', 'mark']), ('U', 2, NULL, 2.5, '08', ['body'])) {columns}");
        lake.Raw("notes", "20261122-100300000.parquet", $"SELECT {unsent} FROM (VALUES ('D', 2, NULL, NULL, '09', NULL), ('I', 20, NULL, 2.9, '10', ['body']), ('D', 4, NULL, NULL, '11', NULL), ('I', 4, 'fresh', 4.5, '12', NULL), ('U', 4, NULL, 4.6, '13', ['body'])) {columns}");

        lake.Raw("notes", "20261122-100400000.parquet", $"SELECT {unsent} FROM (VALUES ('D', 1, NULL, NULL, '14', NULL), ('D', NULL, NULL, NULL, '15', NULL), ('I', 40, NULL, 4.0, '16', ['body']), ('D', 20, NULL, NULL, '17', NULL), ('I', 21, NULL, 2.1, '18', ['body']), ('D', 20, NULL, NULL, '17', NULL), ('I', 21, NULL, 2.1, '18', ['body'])) {columns}");

        const string stock = "\"Op\", CAST(shop AS VARCHAR) AS shop, CAST(item AS INTEGER) AS item, CAST(pieces AS SMALLINT) AS pieces, CAST(weight AS DOUBLE) AS weight, CAST(open AS BOOLEAN) AS open, CAST(since AS DATE) AS since, CAST(change_seq AS VARCHAR) AS change_seq";
        const string stocked = "t(\"Op\", shop, item, pieces, weight, open, since, change_seq)";
        lake.Raw("stock", "LOAD00000001.parquet", $"SELECT {stock} FROM (VALUES ('I', 'north', 1, 10, 1.5, true, DATE '2026-01-01', '00'), ('I', 'north', 2, 20, 2.5, false, DATE '2026-01-02', '00')) {stocked}");
        lake.Raw("stock", "20261122-100100000.parquet", $"SELECT {stock} FROM (VALUES ('U', 'north', 1, 11, 1.25, true, DATE '2026-02-01', '01')) {stocked}");
        lake.Raw("stock", "20261122-100200000.parquet", $"SELECT {stock} FROM (VALUES ('T', NULL, NULL, NULL, NULL, NULL, NULL, '02'), ('I', 'south', 4, 40, 4.5, true, DATE '1969-12-31', '03'), ('I', 'south', 20, 7, NULL, NULL, NULL, '04'), ('I', 'west', 4, 1, 0.5, false, DATE '2026-03-01', '05')) {stocked}");
        lake.Raw("stock", "20261122-100300000.parquet", $"SELECT {stock} FROM (VALUES ('D', 'west', 4, NULL, NULL, NULL, NULL, '06'), ('I', 'east', 1, 3, 3.25, true, NULL, '07')) {stocked}");
        WriteReadings(lake);

        // Codes that were texts become numbers: Spark's own text of the first is 0E-10.
        lake.Raw("codes", "LOAD00000001.parquet", "SELECT 'I' AS \"Op\", CAST(1 AS INTEGER) AS id, 'a' AS code, '00' AS change_seq");
        lake.Raw("codes", "20261122-100100000.parquet", "SELECT 'I' AS \"Op\", CAST(id AS INTEGER) AS id, CAST(code AS DECIMAL(38,10)) AS code, '0' || id AS change_seq FROM (VALUES (2, '0'), (3, '0.0000000001'), (4, '12.5')) t(id, code)");
    }

    /// <summary>Texts of which some are no values of the declared types, and a column that is BIGINT, DOUBLE, DATE and text in one file each.</summary>
    private static void WriteReadings(LakeFolder lake)
    {
        const string texts = "CAST(pieces AS VARCHAR) AS pieces, CAST(weight AS VARCHAR) AS weight, CAST(open AS VARCHAR) AS open, CAST(day AS VARCHAR) AS day, CAST(seen AS VARCHAR) AS seen";
        Write("LOAD00000001.parquet", "BIGINT",
            "('I', 1, '3', '1.25', 't', '2026-01-05', '2026-01-05 10:00:00', 1, '00'), ('I', 2, '3.0', '.5', 'no', '2026-1-5', '2026-01-05T1:02', 2, '00'), ('I', 3, ' 4 ', '1e2', 'TRUE', '2026-01-05 00:00:00', '2026-01-05', 3, '00'),"
            + "('I', 10, '3.7', NULL, NULL, NULL, NULL, 0, '00'), ('I', 11, '1_000', NULL, NULL, NULL, NULL, 0, '00'), ('I', 12, NULL, '1.239', NULL, NULL, NULL, 0, '00'), ('I', 13, NULL, NULL, 'on', NULL, NULL, 0, '00'),"
            + "('I', 14, NULL, NULL, NULL, '2026', NULL, 0, '00'), ('I', 15, NULL, NULL, NULL, '2026-01-05x', NULL, 0, '00'), ('I', 16, NULL, NULL, NULL, '2026-01-05 10:00:00', NULL, 0, '00'), ('I', 17, NULL, NULL, NULL, 'epoch', NULL, 0, '00'),"
            + "('I', 18, NULL, NULL, NULL, NULL, '2026-01-05 10:00:00+02', 0, '00'), ('I', 19, NULL, NULL, NULL, NULL, '2026-01-05 24:00:00', 0, '00'), ('I', 20, NULL, NULL, NULL, NULL, '2026-01-05 10:00:00.1234567', 0, '00'), ('I', 21, '', NULL, NULL, NULL, NULL, 0, '00')");
        Write("20261122-100100000.parquet", "DOUBLE", "('U', 1, '1e3', '0.10', 'f', '1969-12-31', '1969-12-31 23:59:59', 4.0, '01'), ('I', 22, NULL, NULL, NULL, NULL, NULL, 2.5, '02'), ('D', 2, 'x', 'x', 'x', 'x', 'x', 2.5, '03')");
        Write("20261122-100200000.parquet", "DATE", "('I', 23, NULL, NULL, NULL, NULL, NULL, DATE '2026-01-05', '04'), ('I', 24, '7', NULL, NULL, NULL, NULL, NULL, '05')");
        Write("20261122-100300000.parquet", "VARCHAR", "('I', 25, NULL, NULL, NULL, NULL, '2026-01-05 10:00:00Z', '5', '06'), ('I', 26, NULL, NULL, NULL, NULL, NULL, 'five', '07')");

        void Write(string name, string level, string rows) => lake.Raw(
            "readings", name,
            $"SELECT \"Op\", CAST(id AS INTEGER) AS id, {texts}, CAST(level AS {level}) AS level, CAST(change_seq AS VARCHAR) AS change_seq FROM (VALUES {rows}) t(\"Op\", id, pieces, weight, open, day, seen, level, change_seq)");
    }

    private static LakeFolder Create() => new(Path.Combine(Fixture, "pipeline")) { Name = "handover" };

    private static void CopyRaw(LakeFolder lake, Func<string, bool> wanted) => Copy(Path.Combine(Fixture, "raw"), lake.Lake.Raw.LocalPath, wanted);

    private static void Copy(string source, string target, Func<string, bool> wanted)
    {
        foreach (var file in Directory.GetFiles(source, "*.parquet", SearchOption.AllDirectories).Where(file => wanted(Path.GetFileName(file))))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static async Task AssertExpectedAsync(LakeFolder lake)
    {
        foreach (var table in Tables)
        {
            Assert.Equal(await File.ReadAllLinesAsync(Expected(table), TestContext.Current.CancellationToken), await lake.RowsAsync(table));
        }
    }

    private static string Expected(string table) => Path.Combine(Fixture, "expected", $"{table}.txt");

    private static string Find([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../Handover"));
}
