using System.Text;
using System.Text.Json;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class StatisticsOfColumns
{
    [Theory]
    [InlineData("delta.dataSkippingNumIndexedCols", "1", "{\"numRecords\":1,\"minValues\":{\"a\":1},\"maxValues\":{\"a\":1},\"nullCount\":{\"a\":0}}")]
    [InlineData("delta.dataSkippingNumIndexedCols", "0", "{\"numRecords\":1,\"minValues\":{},\"maxValues\":{},\"nullCount\":{}}")]
    [InlineData("delta.dataSkippingStatsColumns", "s.`x,y`, gone", "{\"numRecords\":1,\"minValues\":{\"s\":{\"x,y\":3}},\"maxValues\":{\"s\":{\"x,y\":3}},\"nullCount\":{\"s\":{\"x,y\":0}}}")]
    [InlineData("delta.dataSkippingStatsColumns", "b,s", "{\"numRecords\":1,\"minValues\":{\"b\":2,\"s\":{\"x,y\":3,\"z\":4}},\"maxValues\":{\"b\":2,\"s\":{\"x,y\":3,\"z\":4}},\"nullCount\":{\"b\":0,\"s\":{\"x,y\":0,\"z\":0}}}")]
    public async Task Properties_say_which_columns_have_them(string property, string value, string expected)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 1 AS a, 2 AS b, {'x,y': 3, 'z': 4} AS s", new WriteOptions { Properties = new Dictionary<string, string> { [property] = value } });
        Assert.Equal(expected, Encoding.UTF8.GetString(Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files).StatisticsJson.Span));
    }

    [Theory]
    [InlineData("{\"clusteringColumns\":[[\"s\",\"z\"]],\"domainName\":\"delta.clustering\"}", "\"minValues\":{\"s\":{\"z\":4}}")]
    [InlineData("{\"clusteringColumns\":[\"b\"]}", "\"minValues\":{\"b\":2}")]
    public async Task Clustering_columns_always_have_them(string clustering, string expected)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 0 AS a, 0 AS b, {'x,y': 0, 'z': 0} AS s WHERE false", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.dataSkippingNumIndexedCols"] = "0", ["delta.feature.clustering"] = "supported" } });
        await Committer.CommitAsync(t.Table.Store, await t.Table.GetSnapshotAsync(Cancellation), new CommitInfo { Operation = "CLUSTER BY" }, [new DomainMetadata("delta.clustering", clustering, Removed: false)], TableRead.Nothing, Cancellation);
        await t.AppendAsync("SELECT 1 AS a, 2 AS b, {'x,y': 3, 'z': 4} AS s");
        var snapshot = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Contains(expected, Encoding.UTF8.GetString(Assert.Single(snapshot.Files).StatisticsJson.Span), StringComparison.Ordinal);
        Assert.Equal(clustering, snapshot.Domains["delta.clustering"].Configuration);
    }

    /// <summary>An upper bound that is cut gets a last character above all that is cut off; above U+10FFFF there is none.</summary>
    [Theory]
    [InlineData("repeat('z', 40)", "\"maxValues\":{\"c\":\"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\uFFFD\"}")]
    [InlineData("repeat('z', 32) || chr(128512)", "\"maxValues\":{\"c\":\"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\U0010FFFF\"}")]
    [InlineData("repeat('z', 32) || chr(1114111)", "\"maxValues\":{}")]
    [InlineData("repeat(chr(1114111), 40)", "\"maxValues\":{}")]
    public async Task A_cut_upper_bound_is_not_below_the_text(string text, string expected)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync($"SELECT {text} AS c");
        using var json = JsonDocument.Parse(Assert.Single((await t.Table.GetSnapshotAsync(Cancellation)).Files).StatisticsJson);
        using var wanted = JsonDocument.Parse($"{{{expected}}}");
        Assert.True(JsonElement.DeepEquals(wanted.RootElement.GetProperty("maxValues"), json.RootElement.GetProperty("maxValues")));
        Assert.True(json.RootElement.GetProperty("minValues").TryGetProperty("c", out _));
    }
}
