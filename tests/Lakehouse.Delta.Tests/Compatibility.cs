using System.Runtime.CompilerServices;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

public class Compatibility
{
    [Theory]
    [InlineData(1, "", "spark delta-rs delta-kernel duckdb trino athena")]
    [InlineData(2, "", "spark delta-rs delta-kernel duckdb trino athena")]
    [InlineData(3, "columnMapping timestampNtz", "spark delta-rs delta-kernel duckdb trino athena")]
    [InlineData(3, "deletionVectors v2Checkpoint", "spark delta-rs delta-kernel duckdb trino")]
    [InlineData(3, "typeWidening", "spark delta-kernel duckdb trino")]
    [InlineData(3, "vacuumProtocolCheck", "spark delta-kernel duckdb trino")]
    [InlineData(3, "variantType", "delta-rs delta-kernel duckdb trino")]
    [InlineData(3, "variantShredding", "delta-kernel")]
    [InlineData(3, "variantShredding-preview", "delta-kernel duckdb")]
    [InlineData(3, "somethingNew", "")]
    [InlineData(4, "", "")]
    public async Task Engines_read_what_their_documentation_says(int readerVersion, string features, string engines)
    {
        await using var t = new TemporaryTable();
        await CommitAsync(t, readerVersion, features.Split(' ', StringSplitOptions.RemoveEmptyEntries), "string");

        var report = await t.Table.CheckCompatibilityAsync(null, Cancellation);

        Assert.Equal(engines, string.Join(' ', report.Engines.Where(engine => engine.Reads).Select(engine => engine.Engine.Key)));
        Assert.All(report.Engines.Where(engine => !engine.Reads), engine => Assert.All(engine.Obstacles, obstacle => Assert.Contains(engine.Engine.Name, obstacle.Reason, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Athena_takes_no_binary_partitions()
    {
        await using var t = new TemporaryTable();
        await CommitAsync(t, 1, [], "binary");

        var report = await t.Table.CheckCompatibilityAsync(0, Cancellation);

        Assert.Equal("partition column part of type binary", Assert.Single(report.Engines.SelectMany(engine => engine.Obstacles)).Feature);
    }

    [Theory]
    [InlineData("byte", "short", true)]
    [InlineData("byte", "integer", true)]
    [InlineData("short", "integer", true)]
    [InlineData("integer", "long", false)]
    [InlineData("byte", "long", false)]
    [InlineData("float", "double", false)]
    [InlineData("date", "timestamp_ntz", false)]
    [InlineData("decimal(5,2)", "decimal(9,2)", false)]
    public async Task Spark_3_reads_few_of_the_columns_that_became_wider(string from, string to, bool reads)
    {
        await using var t = new TemporaryTable();
        var properties = new Dictionary<string, string> { ["delta.enableTypeWidening"] = "true" };
        await t.Table.CreateAsync(new StructType([new StructField("list", new ArrayType(Type(from), ContainsNull: true))]), new WriteOptions { Properties = properties }, Cancellation);
        Assert.True((await SparkAsync(t)).Reads);
        await t.Table.WidenColumnAsync("list.element", Type(to), Cancellation);
        var spark = await SparkAsync(t);
        Assert.Equal(reads ? [] : [$"column list.element, which was {from} and is {to}"], spark.Obstacles.Select(obstacle => obstacle.Feature));
    }

    private static DataType Type(string name) => SchemaReader.Read($$$"""{"type":"struct","fields":[{"name":"x","type":"{{{name}}}","nullable":true,"metadata":{} }]}""").Fields[0].Type;

    private static async Task<EngineCompatibility> SparkAsync(TemporaryTable t) =>
        (await t.Table.CheckCompatibilityAsync(null, Cancellation)).Engines.Single(engine => engine.Engine.Key == "spark");

    [Fact]
    public async Task The_documentation_shows_the_same_matrix()
    {
        var lines = (await File.ReadAllLinesAsync(Documentation(), Cancellation)).SkipWhile(line => line != "| feature | spark | delta-rs | delta-kernel | duckdb | trino | athena |").Skip(2).TakeWhile(line => line.StartsWith('|'));

        Assert.Equal(
            ReaderMatrix.Features.Select(feature => $"| `{feature}` | {string.Join(" | ", ReaderMatrix.Engines.Select(engine => ReaderMatrix.Reads(engine, feature) ? "yes" : "no"))} |"),
            lines);
    }

    private static async Task CommitAsync(TemporaryTable t, int readerVersion, string[] features, string partitionType)
    {
        var names = string.Join(',', features.Select(feature => $"\"{feature}\""));
        var lists = readerVersion >= 3 ? $",\"readerFeatures\":[{names}],\"writerFeatures\":[{names}]" : "";
        var log = Directory.CreateDirectory(Path.Combine(t.Folder, "_delta_log"));
        await File.WriteAllTextAsync(
            Path.Combine(log.FullName, $"{0:D20}.json"),
            $$$"""
            {"protocol":{"minReaderVersion":{{{readerVersion}}},"minWriterVersion":7{{{lists}}} } }
            {"metaData":{"id":"6a2f2a3e-9f4a-4b0c-9e56-2f7a4a6b3c11","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"part\",\"type\":\"{{{partitionType}}}\",\"nullable\":true,\"metadata\":{} }]}","partitionColumns":["part"],"configuration":{} } }

            """,
            Cancellation);
    }

    private static string Documentation([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../docs/cli.md"));
}
