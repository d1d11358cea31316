using System.Text.Json;
using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Every table of the corpus against what its manifest says. Nothing here knows a table by name.</summary>
[Trait("Category", "Corpus")]
public class ReadingTheCorpus
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> TablesWithRows => Corpus.Rows(table => table.HasRows);

    public static IEnumerable<TheoryDataRow<string, long>> Versions => Corpus.Rows(table => table.HasRows ? table.RowsByVersion.Keys : []);

    public static IEnumerable<TheoryDataRow<string, long>> ChangeDataCases => Corpus.Rows(table => Enumerable.Range(0, table.ChangeDataCases.Count).Select(i => (long)i));

    public static IEnumerable<TheoryDataRow<string>> LogsOnly => Corpus.Rows(table => table.Kind == "log");

    public static IEnumerable<TheoryDataRow<string>> Refused => Corpus.Rows(table => table.Kind == "error");

    public static IEnumerable<TheoryDataRow<string>> Reported => Corpus.Rows(table => table.Kind is "either" or "ungraded");

    [Theory]
    [MemberData(nameof(TablesWithRows))]
    public async Task The_latest_version_has_the_expected_rows(string id)
    {
        var table = Corpus.Tables[id];
        var snapshot = await table.Open().GetSnapshotAsync(Cancellation);
        Assert.Equal(table.LatestVersion, snapshot.Version);
        Assert.Equal(table.ColumnNames(snapshot.Version), snapshot.Schema.Fields.Select(field => field.Name));
        var scan = await DeltaScan.PlanAsync(snapshot, Cancellation);
        if (!table.Expectation.TryGetProperty("rowsFile", out var rowsFile))
        {
            await ColumnSummary.CheckAsync(table, snapshot.Schema, scan, Cancellation);
            return;
        }

        var actual = await CorpusEngine.RowsAsync(snapshot.Schema, scan.Sql, Cancellation);
        var expected = File.ReadLines(table.File(rowsFile.GetString()!)).Where(line => line.Length > 0).Select(line =>
        {
            using var row = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
            return RowText.OfExpected(snapshot.Schema, row.RootElement);
        });
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ChangeDataCases))]
    public async Task The_change_data_feed_has_the_expected_rows(string id, long number)
    {
        var table = Corpus.Tables[id];
        var expected = table.ChangeDataCases[(int)number];
        if (expected.MustFail)
        {
            await Assert.ThrowsAnyAsync<DeltaException>(() => ChangeDataFeed.PlanAsync(table.Open(), expected.Start, expected.End, Cancellation));
            return;
        }

        var feed = await ChangeDataFeed.PlanAsync(table.Open(), expected.Start, expected.End, Cancellation);
        var columns = expected.Columns.EnumerateArray().Select(name => feed.Schema.Fields.Single(field => field.Name == name.GetString()));
        var schema = new StructType([.. columns]);
        var actual = await CorpusEngine.RowsAsync(schema, feed.Sql, Cancellation);
        Assert.Equal(
            expected.Rows.EnumerateArray().Select(row => EmptyAsNull(RowText.OfExpected(schema, row))).Order(StringComparer.Ordinal),
            actual.Select(EmptyAsNull).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Each_version_has_the_expected_columns_and_number_of_rows(string id, long version)
    {
        var table = Corpus.Tables[id];
        var snapshot = await table.Open().GetSnapshotAsync(version, Cancellation);
        Assert.Equal(version, snapshot.Version);
        if (snapshot.Metadata.SchemaString.Length > 0) // a version without a schema has no columns to compare
        {
            Assert.Equal(table.ColumnNames(version), snapshot.Schema.Fields.Select(field => field.Name));
        }

        Assert.Equal(table.RowsByVersion[version], await CorpusEngine.CountAsync(await DeltaScan.PlanAsync(snapshot, Cancellation), Cancellation));
    }

    /// <summary>Change rows come from tables that upstream tests print, where NULL and the empty text look the same.</summary>
    private static string EmptyAsNull(string row) => row.Replace("=;", "=null;", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(LogsOnly))]
    public async Task The_snapshot_has_the_expected_state(string id)
    {
        var table = Corpus.Tables[id];
        using var expected = JsonDocument.Parse(File.ReadAllBytes(table.File(table.Expectation.GetProperty("logFile").GetString()!)));
        await LogExpectation.CheckAsync(expected.RootElement, table.Open(), Cancellation);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_table_that_cannot_be_read_is_refused_with_a_typed_error(string id)
    {
        var table = Corpus.Tables[id].Open();
        var error = await Assert.ThrowsAnyAsync<DeltaException>(async () =>
        {
            var snapshot = await table.GetSnapshotAsync(Cancellation);
            await CorpusEngine.CountAsync(await DeltaScan.PlanAsync(snapshot, Cancellation), Cancellation);
        });
        Assert.Equal(table.Location, error.Table);
        TestContext.Current.TestOutputHelper?.WriteLine(error.Message);
    }

    [Theory]
    [MemberData(nameof(Reported))]
    public async Task What_is_not_graded_is_reported(string id)
    {
        string outcome;
        try
        {
            var snapshot = await Corpus.Tables[id].Open().GetSnapshotAsync(Cancellation);
            var rows = await CorpusEngine.CountAsync(await DeltaScan.PlanAsync(snapshot, Cancellation), Cancellation);
            outcome = $"{rows} rows";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            outcome = $"{error.GetType().Name}: {error.Message}";
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{id}: {outcome}");
    }
}
