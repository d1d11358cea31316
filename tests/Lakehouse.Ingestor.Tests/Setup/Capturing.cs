namespace Lakehouse.Ingestor.Tests.Setup;

/// <summary>An Ingestor that captures changes.</summary>
internal static class Capturing
{
    private static readonly string[] Quick = [TestDatabase.Capture, "--Ingestor:ChangeInterval=00:00:00.100", "--Ingestor:GuardInterval=00:00:00.200"];

    /// <summary>Starts it and waits until the tables are loaded and their changes flow.</summary>
    public static async Task<RunningIngestor> StartAsync(TestDatabase database, TemporaryLake lake, IReadOnlyList<string> tables, params string[] settings)
    {
        var ingestor = await RunningIngestor.StartAsync(database.ConnectionString, lake.Path, [.. Quick, .. settings]);
        foreach (var table in tables)
        {
            await ingestor.UntilLoadedAsync(table);
        }

        await Poll.UntilAsync(() => ingestor.Log.Contains($"Capturing changes of {tables.Count} tables"));
        return ingestor;
    }
}
