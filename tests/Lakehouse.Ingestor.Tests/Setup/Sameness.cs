namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>Waits until replaying a table's raw files gives what the table holds.</summary>
internal static class Sameness
{
    // After a model run there is much to catch up with, on a machine that does other things too.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task UntilAsync(TestDatabase database, TemporaryLake lake, string table, int key, params string[] columns)
    {
        string replayed = "", expected = "";
        try
        {
            await Poll.UntilAsync(async () =>
            {
                replayed = string.Join('\n', Replay.Of(lake.Raw, table, key, columns).Values.Select(row => string.Join('|', row)).Order(StringComparer.Ordinal));
                var rows = await database.TextAsync($"SELECT {string.Join(", ", columns.Select(column => $"\"{column}\""))} FROM {table}");
                expected = string.Join('\n', rows.Select(row => string.Join('|', row)).Order(StringComparer.Ordinal));
                return replayed == expected;
            }, Limit);
        }
        catch (TimeoutException)
        {
            var (want, have) = (expected.Split('\n').ToHashSet(), replayed.Split('\n').ToHashSet());
            Assert.Fail($"{table}: missing {Some(want.Except(have))}; too many {Some(have.Except(want))}; last file {lake.Raw.Files(table)[^1]}");
        }
    }

    private static string Some(IEnumerable<string> rows) => string.Join("; ", rows.Take(5).Select(row => row.Length > 60 ? row[..60] + "…" : row));
}
