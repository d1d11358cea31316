using Lakehouse.Delta;
using Lakehouse.Delta.Engine;
using Lakehouse.QueryApi.Files;
using Lakehouse.QueryApi.Http;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Tests;

/// <summary>A lake on S3: data files are copied to the local disk, once, and within a budget.</summary>
public sealed class RemoteLakeTests(AwsEmulator emulator) : IAsyncDisposable
{
    private readonly DuckDbEngine engine = DuckDbEngine.Open(new EngineOptions { Threads = 1 });
    private readonly string folder = Directory.CreateTempSubdirectory("lakehouse-query-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_on_S3_are_queried_from_copies()
    {
        _ = emulator.Address();
        var root = $"s3://{AwsEmulator.Bucket}/{Guid.NewGuid():N}";
        // Writing needs DuckDB's own way to S3: the table is written here and carried there.
        var ratings = DeltaTable.At(new Uri(Path.Combine(folder, "table") + "/"));
        await ratings.AppendAsync(engine, "SELECT i::INTEGER AS userid, i % 7 AS movieid FROM range(100) t(i)", new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true", ["delta.enableChangeDataFeed"] = "true" } }, Cancellation);
        await ratings.AppendAsync(engine, "SELECT i::INTEGER AS userid, i % 7 AS movieid FROM range(100, 200) t(i)", new WriteOptions(), Cancellation);
        await ratings.DeleteAsync(engine, "userid = 150", new WriteOptions(), Cancellation);
        var store = ObjectStores.Open(new Uri($"{root}/staged/movielens/ratings/"));
        await CarryAsync(ratings, store);
        await PutRawAsync(root, "LOAD00000001.parquet", "SELECT 'I' AS Op, 1 AS movieid");
        await using var api = await RunningApi.StartAsync($"--Lake:Root={root}", $"--Query:CacheFolder={folder}", "--Query:ResultCacheMegabytes=0");

        Assert.Equal("[[199,199]]", await api.RowsAsync("SELECT count(*), max(userid) FROM ratings"));
        var copies = Copies();
        Assert.Equal(2, copies.Length);
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT count(*) FROM ratings WHERE userid = 7"));
        Assert.Equal("[[100]]", await api.RowsAsync("SELECT count(*) FROM \"ratings@v0\""));
        Assert.Equal("[[200]]", await api.RowsAsync("SELECT count(*) FROM \"ratings@v1\""));
        Assert.Equal("[[1,\"delete\"]]", await api.RowsAsync("SELECT count(*), any_value(_change_type) FROM \"ratings@changes2-2\""));
        Assert.Subset(Copies().ToHashSet(), copies.ToHashSet());

        // A raw file that is loaded anew under its old name is another file.
        Assert.Equal("[[1]]", await api.RowsAsync("SELECT max(movieid) FROM movielens_dms_parquet.movies"));
        await PutRawAsync(root, "LOAD00000001.parquet", "SELECT 'I' AS Op, 22 AS movieid FROM range(10)");
        Assert.Equal("[[22]]", await api.RowsAsync("SELECT max(movieid) FROM movielens_dms_parquet.movies"));

        // A file that is gone is told of its table, and nothing of the failure is kept.
        await ratings.AppendAsync(engine, "SELECT 1000::INTEGER AS userid, 1::BIGINT AS movieid", new WriteOptions(), Cancellation);
        await CarryAsync(ratings, store);
        var last = (await ratings.GetSnapshotAsync(Cancellation)).Files.MaxBy(file => file.ModificationTimeMs)!.Path;
        var content = await store.ReadAsync(last, Cancellation);
        await store.DeleteAsync(last, Cancellation);
        var (status, type, detail) = await api.ProblemAsync("SELECT count(*) FROM ratings");
        Assert.Equal((500, "table-unreadable"), (status, type));
        Assert.Contains("cannot be fetched", detail, StringComparison.Ordinal);
        await store.PutAsync(last, content, Cancellation);
        Assert.Equal("[[200]]", await api.RowsAsync("SELECT count(*) FROM ratings"));
    }

    [Fact]
    public async Task The_cache_keeps_to_its_budget_and_gives_up_what_was_not_read_for_longest()
    {
        var files = await PutFilesAsync(4, 1_000);
        using var cache = new FileCache(folder, 2_500);
        var copies = files.Select(file => file with { LocalPath = cache.PathOf(file.Path, "") }).ToArray();

        await UseAsync(cache, copies[0]);
        await UseAsync(cache, copies[1]);
        await UseAsync(cache, copies[0]);
        await UseAsync(cache, copies[2]);
        Assert.Equal([true, false, true, false], copies.Select(copy => File.Exists(copy.LocalPath)));
        Assert.Equal(2_000, cache.Bytes);

        // What is being read stays; who needs more room waits until it is free.
        var reading = await cache.AcquireAsync([copies[0], copies[2]], Cancellation);
        var waiting = cache.AcquireAsync([copies[3]], Cancellation);
        Assert.False(waiting.IsCompleted);
        Assert.Equal([true, false, true, false], copies.Select(copy => File.Exists(copy.LocalPath)));
        reading.Dispose();
        (await waiting).Dispose();
        Assert.True(File.Exists(copies[3].LocalPath));
        Assert.True(cache.Bytes <= 2_500);

        var error = await Assert.ThrowsAsync<QueryException>(() => cache.AcquireAsync(copies, Cancellation));
        Assert.Equal(Problem.ScanLimit, error.Problem);
    }

    [Fact]
    public async Task Many_readers_at_once_fetch_a_file_once_and_never_lose_it()
    {
        var files = await PutFilesAsync(12, 1_000);
        using var cache = new FileCache(folder, 4_000);
        var copies = files.Select(file => file with { LocalPath = cache.PathOf(file.Path, "") }).ToArray();
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (index, cancellationToken) =>
        {
            var random = new Random(index);
            RemoteFile[] wanted = [.. random.GetItems(copies, random.Next(1, 4)).Distinct()];
            using var lease = await cache.AcquireAsync(wanted, cancellationToken);
            Assert.All(wanted, file => Assert.Equal(1_000, new FileInfo(file.LocalPath).Length));
            await Task.Yield();
            Assert.All(wanted, file => Assert.Equal(1_000, new FileInfo(file.LocalPath).Length));
        });

        Assert.True(cache.Bytes <= 4_000);
        Assert.Equal(cache.Bytes, Copies().Sum(path => new FileInfo(path).Length));
        Assert.Empty(Directory.GetFiles(cache.Folder, "*.part"));
    }

    [Fact]
    public void Folders_of_processes_that_are_gone_are_deleted_at_the_start()
    {
        var old = Directory.CreateDirectory(Path.Combine(folder, "999999999-abc"));
        File.WriteAllText(Path.Combine(old.FullName, "x.parquet"), "x");
        using (var cache = new FileCache(folder, 1_000))
        {
            Directory.CreateDirectory(cache.Folder);
            Assert.False(old.Exists && Directory.Exists(old.FullName));
            Assert.True(Directory.Exists(cache.Folder));
        }

        Assert.Empty(Directory.GetDirectories(folder));
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task UseAsync(FileCache cache, RemoteFile file) => (await cache.AcquireAsync([file], Cancellation)).Dispose();

    /// <summary>Data first, then the log: as a writer does.</summary>
    private static async Task CarryAsync(DeltaTable table, ObjectStore store)
    {
        var source = table.Location.LocalPath;
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories).OrderBy(file => file.Contains("_delta_log", StringComparison.Ordinal)))
        {
            await store.PutIfAbsentAsync(Path.GetRelativePath(source, file), await File.ReadAllBytesAsync(file, Cancellation), Cancellation);
        }
    }

    private string[] Copies() => [.. Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).Where(path => !path.StartsWith(Path.Combine(folder, "table"), StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private async Task<RemoteFile[]> PutFilesAsync(int count, int length)
    {
        _ = emulator.Address();
        var store = ObjectStores.Open(new Uri($"s3://{AwsEmulator.Bucket}/{Guid.NewGuid():N}/"));
        var files = Enumerable.Range(0, count).Select(index => new RemoteFile(store, $"{index}.parquet", length, "")).ToArray();
        foreach (var file in files)
        {
            await store.PutAsync(file.Path, new byte[length], Cancellation);
        }

        return files;
    }

    private async Task PutRawAsync(string root, string name, string sql)
    {
        var local = Path.Combine(folder, "raw.tmp");
        await using (var command = engine.Connection.CreateCommand())
        {
            command.CommandText = $"COPY ({sql}) TO '{local}' (FORMAT parquet)";
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await ObjectStores.Open(new Uri($"{root}/raw/movielens/public/movies/")).PutFileAsync(name, local, Cancellation);
    }
}
