using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Tests;

/// <summary>A table in a folder of its own that goes away with the test.</summary>
internal sealed class TemporaryTable : IAsyncDisposable
{
    public TemporaryTable()
    {
        Folder = Path.Combine(Path.GetTempPath(), $"delta-tests-{Guid.NewGuid():N}", "my table");
        Table = DeltaTable.At(new Uri(Folder + "/"));
        Engine = DuckDbEngine.Open(new EngineOptions { Threads = 2, MemoryLimit = "1GB" });
        Indexes = new KeyIndexes(new KeyIndexOptions { Folder = Path.Combine(Path.GetDirectoryName(Folder)!, "indexes"), MinRows = 1, LargestShare = double.MaxValue });
    }

    public string Folder { get; }

    public DeltaTable Table { get; }

    public DuckDbEngine Engine { get; }

    /// <summary>Indexes that also the smallest file gets.</summary>
    public KeyIndexes Indexes { get; }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All rows of the latest version, each as texts joined by '|', sorted.</summary>
    public async Task<string[]> RowsAsync(long? version = null)
    {
        var snapshot = version is null ? await Table.GetSnapshotAsync(Cancellation) : await Table.GetSnapshotAsync(version.Value, Cancellation);
        return await RowsOfAsync(snapshot, Engine);
    }

    /// <summary>All rows of a snapshot, as <see cref="RowsAsync"/> gives them.</summary>
    public static async Task<string[]> RowsOfAsync(Snapshot snapshot, DuckDbEngine engine) =>
        await QueryAsync(engine, $"SELECT * FROM {(await DeltaScan.PlanAsync(snapshot, Cancellation)).Sql} AS t");

    public Task<string[]> QueryAsync(string sql) => QueryAsync(Engine, sql);

    private static async Task<string[]> QueryAsync(DuckDbEngine engine, string sql)
    {
        await using var command = engine.Connection.CreateCommand();
        command.CommandText = $"SELECT ifnull(COLUMNS(*)::VARCHAR, 'NULL') FROM ({sql}) AS t";
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    public Task<CommitResult> AppendAsync(string sql, WriteOptions? options = null) => Table.AppendAsync(Engine, sql, options ?? new WriteOptions(), Cancellation);

    public Task<CommitResult> OverwriteAsync(string sql, WriteOptions? options = null) => Table.OverwriteAsync(Engine, sql, options ?? new WriteOptions(), Cancellation);

    public Task<CommitResult> MergeAsync(MergeSpec spec, WriteOptions? options = null) => Table.MergeAsync(Engine, spec, options ?? new WriteOptions(), Cancellation);

    public Task<CommitResult> DeleteAsync(string? predicate = null) => Table.DeleteAsync(Engine, predicate, new WriteOptions(), Cancellation);

    public Task<CommitResult> UpdateAsync(string column, string value, string? predicate = null) =>
        Table.UpdateAsync(Engine, new Dictionary<string, string> { [column] = value }, predicate, new WriteOptions(), Cancellation);

    public Task<CommitResult> ReplaceWhereAsync(string predicate, string sql, bool allowOtherRows = false) =>
        Table.ReplaceWhereAsync(Engine, new ReplaceWhereSpec { Predicate = predicate, Source = sql, AllowOtherRows = allowOtherRows }, new WriteOptions(), Cancellation);

    public Task<CommitResult> ReplacePartitionsAsync(string sql) => Table.ReplacePartitionsAsync(Engine, sql, new WriteOptions(), Cancellation);

    /// <summary>The changes from one version to another, both included, without the commits' times: column values, type of change, version.</summary>
    public async Task<string[]> ChangesAsync(long start, long? end = null)
    {
        var feed = await ChangeDataFeed.PlanAsync(Table, start, end, Cancellation);
        return await QueryAsync($"SELECT * EXCLUDE (_commit_timestamp) FROM {feed.Sql} AS f");
    }

    public string CommitText(long version) => File.ReadAllText(Path.Combine(Folder, "_delta_log", $"{version:D20}.json"));

    /// <summary>All Parquet files in the folder and its partitions, whether or not the table has them.</summary>
    public string[] DataFiles() => [.. Directory.EnumerateFiles(Folder, "*.parquet", SearchOption.AllDirectories).Where(file => !file.Contains("_delta_log", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        var parent = Path.GetDirectoryName(Folder)!;
        if (Directory.Exists(parent))
        {
            Directory.Delete(parent, recursive: true);
        }
    }
}
