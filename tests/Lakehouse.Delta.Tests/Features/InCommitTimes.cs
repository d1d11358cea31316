using System.Globalization;
using System.Text.Json;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Features;

public class InCommitTimes
{
    private static readonly Dictionary<string, string> On = new() { ["delta.enableInCommitTimestamps"] = "true" };

    [Fact]
    public async Task Times_in_commits_grow_and_come_first()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 0 AS id", new WriteOptions { Properties = On });
        for (var i = 1; i <= 5; i++)
        {
            await t.AppendAsync($"SELECT {i} AS id");
        }

        var times = Enumerable.Range(0, 6).Select(version => Time(t, version)).ToArray();
        Assert.Equal(times.Order().Distinct(), times);
        Assert.Equal(times[^1], (await t.Table.GetSnapshotAsync(Cancellation)).Timestamp.ToUnixTimeMilliseconds());
        Assert.Null((await t.Table.GetSnapshotAsync(Cancellation)).Metadata.Property("delta.inCommitTimestampEnablementVersion")); // it has had them from the start
        Assert.Equal(3, (await t.Table.GetSnapshotAsync(DateTimeOffset.FromUnixTimeMilliseconds(times[3]), Cancellation)).Version);
    }

    [Fact]
    public async Task A_table_that_gets_them_later_says_since_when()
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 0 AS id");
        await t.Table.SetPropertiesAsync(On, Cancellation);
        await t.AppendAsync("SELECT 1 AS id");
        var metadata = (await t.Table.GetSnapshotAsync(Cancellation)).Metadata;
        Assert.Equal("1", metadata.Property("delta.inCommitTimestampEnablementVersion"));
        Assert.Equal(Time(t, 1).ToString(CultureInfo.InvariantCulture), metadata.Property("delta.inCommitTimestampEnablementTimestamp"));
        Assert.True(Time(t, 2) > Time(t, 1));
        await Assert.ThrowsAsync<SchemaMismatchException>(() => t.Table.UnsetPropertiesAsync(["delta.inCommitTimestampEnablementVersion"], ifExists: true, Cancellation));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    [InlineData("TRUE")]
    public async Task The_property_may_be_written_in_upper_or_lower_case(string on)
    {
        await using var t = new TemporaryTable();
        await t.AppendAsync("SELECT 0 AS id", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableInCommitTimestamps"] = on } });
        await t.Table.GetSnapshotAsync(Cancellation);
        await t.AppendAsync("SELECT 1 AS id");
        File.SetLastWriteTimeUtc(Path.Combine(t.Folder, "_delta_log", $"{1:D20}.json"), DateTime.UnixEpoch);

        var read = await DeltaTable.At(t.Table.Location).GetSnapshotAsync(Cancellation);
        var followed = await t.Table.GetSnapshotAsync(Cancellation);
        Assert.Equal((Time(t, 1), Time(t, 1)), (read.Timestamp.ToUnixTimeMilliseconds(), followed.Timestamp.ToUnixTimeMilliseconds()));
    }

    private static long Time(TemporaryTable t, int version)
    {
        using var line = JsonDocument.Parse(t.CommitText(version).Split('\n')[0]);
        return line.RootElement.GetProperty("commitInfo").GetProperty("inCommitTimestamp").GetInt64();
    }
}
