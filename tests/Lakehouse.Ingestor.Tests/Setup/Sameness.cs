namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>Waits until replaying a table's raw files gives what the table holds.</summary>
internal static class Sameness
{
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
            });
        }
        catch (TimeoutException)
        {
            Assert.Equal(expected, replayed);
        }
    }
}
