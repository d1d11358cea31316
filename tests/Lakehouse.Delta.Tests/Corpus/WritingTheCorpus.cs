using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>Tables of other engines are continued: each gets its own rows once more, and reads right afterwards.</summary>
[Trait("Category", "Corpus")]
public class WritingTheCorpus
{
    private const int MostRows = 200; // the tables are copied, and rows are compared as texts

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> Tables => Corpus.Rows(table => table.HasRows && table.RowsByVersion.GetValueOrDefault(table.LatestVersion) is > 0 and <= MostRows);

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_takes_its_own_rows_once_more_and_gives_some_away(string id)
    {
        using var copy = new FolderCopy(Corpus.Tables[id].Open().Location.LocalPath);
        var table = DeltaTable.At(new Uri(copy.Path + "/"));
        var before = await table.GetSnapshotAsync(Cancellation);
        var schema = new StructType([.. before.Schema.Fields.Where(field => field.Identity is null)]);
        var scan = await DeltaScan.PlanAsync(before, Cancellation);
        var rows = await CorpusEngine.RowsAsync(schema, scan.Sql, Cancellation);
        await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
        var given = schema.Fields.Where(field => field.GenerationExpression is null).Select(field => $"\"{field.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        CommitResult result;
        try
        {
            result = await table.AppendAsync(engine, $"SELECT {string.Join(", ", given)} FROM {scan.Sql} AS t", new WriteOptions(), Cancellation);
        }
        catch (DeltaException refused) when (refused is UnsupportedFeatureException or CorruptLogException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(refused.Message);
            Assert.Equal(before.Version, (await table.GetSnapshotAsync(Cancellation)).Version);
            if (refused is UnsupportedFeatureException { Feature: var name })
            {
                Assert.Contains(Corpus.Tables[id].Features, feature => feature == $"writerFeature:{name}" || feature.StartsWith("flag:", StringComparison.Ordinal));
            }

            return;
        }

        Assert.Equal(before.Version + 1, result.Version);
        var after = await table.GetSnapshotAsync(Cancellation);
        Assert.Equal(before.Protocol, after.Protocol, (a, b) => ProtocolText(a!) == ProtocolText(b!));
        Assert.Equal(
            rows.Concat(rows).Order(StringComparer.Ordinal),
            (await CorpusEngine.RowsAsync(schema, (await DeltaScan.PlanAsync(after, Cancellation)).Sql, Cancellation)).Order(StringComparer.Ordinal));
        await DeleteSomeAsync(table, engine, after, schema);
    }

    /// <summary>Deletes about half of the rows, by deletion vectors or by copying as the table wants it.</summary>
    private static async Task DeleteSomeAsync(DeltaTable table, DuckDbEngine engine, Snapshot before, StructType schema)
    {
        var scan = await DeltaScan.PlanAsync(before, Cancellation);
        var column = $"\"{schema.Fields[0].Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var predicate = $"coalesce(hash({column}::VARCHAR), 0) % 2 = 0";
        var kept = await CorpusEngine.RowsAsync(schema, $"(SELECT * FROM {scan.Sql} AS t WHERE NOT ({predicate}))", Cancellation);
        try
        {
            await table.DeleteAsync(engine, predicate, new WriteOptions(), Cancellation);
        }
        catch (DeltaException refused) when (refused is AppendOnlyTableException or UnsupportedFeatureException { Feature: "variantType" or "variantType-preview" or "variantShredding-preview" })
        {
            TestContext.Current.TestOutputHelper?.WriteLine(refused.Message);
            Assert.Equal(before.Version, (await table.GetSnapshotAsync(Cancellation)).Version);
            return;
        }

        var left = await CorpusEngine.RowsAsync(schema, (await DeltaScan.PlanAsync(await table.GetSnapshotAsync(Cancellation), Cancellation)).Sql, Cancellation);
        Assert.Equal(kept.Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
    }

    private static string ProtocolText(Protocol protocol) =>
        $"{protocol.MinReaderVersion} {protocol.MinWriterVersion} {string.Join(',', (protocol.ReaderFeatures ?? []).Order(StringComparer.Ordinal))} {string.Join(',', (protocol.WriterFeatures ?? []).Order(StringComparer.Ordinal))}";
}
