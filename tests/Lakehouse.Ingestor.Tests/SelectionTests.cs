using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Tests.Setup;

namespace Lakehouse.Ingestor.Tests;

/// <summary>Tables are selected as DMS's selection rules select them.</summary>
public sealed class SelectionTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("%", "anything", true)]
    [InlineData("%", "", true)]
    [InlineData("a%z", "az", true)]
    [InlineData("a%z", "a.\nz", true)]
    [InlineData("a%z", "aza", false)]
    [InlineData("a_c", "abc", true)]
    [InlineData("a_c", "ac", false)]
    [InlineData("a[_]c", "a_c", true)]
    [InlineData("a[_]c", "abc", false)]
    [InlineData("t[ab]", "tb", true)]
    [InlineData("t[ab]", "tc", false)]
    [InlineData("t[0-9]%", "t7x", true)]
    [InlineData("t[0-9]%", "tx7", false)]
    [InlineData("t[^a]", "t^", true)]
    [InlineData("t[^a]", "tb", false)]
    [InlineData("a[b", "a[b", true)]
    [InlineData("a.b*c(d)", "a.b*c(d)", true)]
    [InlineData("a.b", "axb", false)]
    [InlineData("Films", "films", false)]
    [InlineData("größe", "größe", true)]
    [InlineData("a", "a\n", false)]
    public void Names_match_patterns(string pattern, string name, bool matches) => Assert.Equal(matches, new NamePattern(pattern).Matches(name));

    [Theory]
    [InlineData("public", "", "", "public.a_1 public.b")]
    [InlineData("%", "", "", "Sales 2.b public.a_1 public.b sales_1.a_1 sales_1.b")]
    [InlineData("sales[_]%", "", "", "sales_1.a_1 sales_1.b")]
    [InlineData("%", "a[_]%", "", "public.a_1 sales_1.a_1")]
    [InlineData("%", "", "public.%", "Sales 2.b sales_1.a_1 sales_1.b")]
    [InlineData("%", "sales%.%", "%.b", "sales_1.a_1")]
    [InlineData("none", "", "", "")]
    public void Schemas_include_and_exclude_work_together(string schemas, string include, string exclude, string selected)
    {
        TableName[] tables = [new("public", "a_1"), new("public", "b"), new("sales_1", "a_1"), new("sales_1", "b"), new("Sales 2", "b")];
        var selection = new TableSelection([schemas], List(include), List(exclude));

        Assert.Equal(selected, string.Join(' ', tables.Where(selection.Selects).Select(table => table.ToString()).Order(StringComparer.Ordinal)));

        static string[] List(string text) => text.Length == 0 ? [] : [text];
    }

    [Fact]
    public async Task Several_schemas_are_loaded_into_folders_of_their_own_and_Postgress_own_tables_are_not()
    {
        var database = await postgres.CreateAsync("""
            CREATE TABLE keep_a (id int); CREATE TABLE keep_b (id int); CREATE TABLE other (id int); CREATE SCHEMA "sales 1"; CREATE TABLE "sales 1".keep_c (id int);
            INSERT INTO "sales 1".keep_c VALUES (7)
            """);
        using var lake = new TemporaryLake();
        await using var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, "--Source:Schemas:0=%", "--Source:Include:0=keep%", "--Source:Exclude:0=public.%_b");
        await ingestor.UntilLoadedAsync("keep_a");
        await ingestor.UntilLoadedAsync("keep_c");

        Assert.Equal(["public.keep_a", "sales 1.keep_c"], (await ingestor.TablesAsync()).GetProperty("tables").EnumerateArray().Select(table => $"{table.GetProperty("schema")}.{table.GetProperty("table")}"));
        Assert.Equal([["7"]], RawReader.Query($"SELECT id FROM '{Path.Combine(lake.Path, "raw", "test", "sales 1", "keep_c", "LOAD00000001.parquet")}'"));
    }
}
