using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Maintaining;

public class ConvertingFolders
{
    [Fact]
    public async Task A_folder_becomes_a_table_with_partitions_and_statistics_and_no_file_is_written_anew()
    {
        await using var t = new TemporaryTable();
        await WriteAsync(t, "day=2024-01-01/name=a%3Ab/x.parquet", "SELECT range::INTEGER AS id, {'u': range} AS st, 'row ' || range AS text FROM range(10)");
        await WriteAsync(t, "day=2024-01-02/name=__HIVE_DEFAULT_PARTITION__/y.parquet", "SELECT range::BIGINT + 5000000000 AS id, {'u': range} AS st, NULL::VARCHAR AS text, 1.5 AS extra FROM range(5)");
        await WriteAsync(t, "_temporary/z.parquet", "SELECT 1 AS other");
        var files = t.DataFiles();

        var result = await t.Table.ConvertAsync(new ConvertOptions(), Cancellation);

        Assert.Equal((0L, 2, 15L, true), (result.Version, result.Files, result.Rows, result.Committed));
        Assert.Equal(files, t.DataFiles());
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal(["id:long", "st:struct", "text:string", "extra:decimal(2,1)", "day:date", "name:string"], snapshot.Schema.Fields.Select(field => $"{field.Name}:{(field.Type is StructType ? "struct" : field.Type.ToString())}"));
        Assert.Contains("0|{'u': 0}|row 0|NULL|2024-01-01|a:b", await t.RowsAsync());
        Assert.Contains("5000000004|{'u': 4}|NULL|1.5|2024-01-02|NULL", await t.RowsAsync());
        var large = await DeltaScan.PlanAsync(snapshot, new ScanOptions { Predicate = "id > 100" }, Cancellation);
        Assert.Equal(1, large.FilesSkipped);
        Assert.Equal(["5"], await t.QueryAsync($"SELECT count(*) FROM {large.Sql} AS t WHERE id > 100"));
        Assert.Equal("CONVERT", (await t.Table.HistoryAsync(Cancellation).FirstAsync(Cancellation)).Info!.Operation);
        await t.DeleteAsync("id < 5");
        Assert.Equal(10, (await t.RowsAsync()).Length);
        Assert.False((await t.Table.ConvertAsync(new ConvertOptions(), Cancellation)).Committed);
    }

    [Fact]
    public async Task Partition_columns_can_be_given_types()
    {
        await using var t = new TemporaryTable();
        await WriteAsync(t, "month=07/x.parquet", "SELECT 1 AS id");
        await t.Table.ConvertAsync(new ConvertOptions { PartitionSchema = new StructType([new StructField("month", PrimitiveType.String)]), CollectStatistics = false }, Cancellation);
        Assert.Equal(["1|07"], await t.RowsAsync());
    }

    [Fact]
    public async Task What_cannot_be_one_table_is_refused_and_nothing_is_written()
    {
        await using var t = new TemporaryTable();
        await Assert.ThrowsAsync<TableNotFoundException>(() => ConvertAsync(t));
        await WriteAsync(t, "a.parquet", "SELECT 1.5::DOUBLE AS id");
        await WriteAsync(t, "b.parquet", "SELECT 'x' AS id");
        Assert.Contains("a.parquet", (await Assert.ThrowsAsync<SchemaMismatchException>(() => ConvertAsync(t))).Message, StringComparison.Ordinal);
        await WriteAsync(t, "b.parquet", "SELECT uuid() AS u");
        await Assert.ThrowsAsync<SchemaMismatchException>(() => ConvertAsync(t));
        await File.WriteAllTextAsync(Path.Combine(t.Folder, "b.parquet"), "this is text", Cancellation);
        Assert.Equal("b.parquet", (await Assert.ThrowsAsync<CorruptDataException>(() => ConvertAsync(t))).File);
        File.Delete(Path.Combine(t.Folder, "b.parquet"));
        await WriteAsync(t, "p=1/b.parquet", "SELECT 2.5::DOUBLE AS id");
        await Assert.ThrowsAsync<SchemaMismatchException>(() => ConvertAsync(t));
        Assert.False(Directory.Exists(Path.Combine(t.Folder, "_delta_log")));
    }

    private static Task<ConvertResult> ConvertAsync(TemporaryTable t) => t.Table.ConvertAsync(new ConvertOptions(), Cancellation);

    private static async Task WriteAsync(TemporaryTable t, string path, string sql)
    {
        var file = Path.Combine(t.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using var command = t.Engine.Connection.CreateCommand();
        command.CommandText = $"COPY ({sql}) TO '{file}' (FORMAT parquet)";
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
