using System.Globalization;
using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Raw;

/// <summary>
/// Names a table's files. A file gets its name when it is published, so that readers, who go by names, never see a later file
/// before an earlier one.
/// </summary>
internal sealed class RawFileSequence : IDisposable
{
    private const string LoadPrefix = "LOAD";
    private const string Extension = ".parquet";
    private const string TimeFormat = "yyyyMMdd-HHmmssfff";

    private readonly ObjectStore store;
    private readonly SemaphoreSlim turn = new(1, 1);
    private uint lastLoad;
    private DateTime? lastChange;

    private RawFileSequence(ObjectStore store, uint lastLoad, DateTime? lastChange)
    {
        this.store = store;
        this.lastLoad = lastLoad;
        this.lastChange = lastChange;
        HadFiles = lastLoad > 0 || lastChange is not null;
    }

    /// <summary>Whether the folder held files when it was listed.</summary>
    public bool HadFiles { get; }

    /// <summary>Name of the last change file, or null.</summary>
    public string? LastChangeFile => lastChange is { } time ? NameOf(time) : null;

    /// <summary>Continues after the files that the folder holds.</summary>
    public static async Task<RawFileSequence> ContinueAsync(ObjectStore store, CancellationToken cancellationToken)
    {
        uint load = 0;
        DateTime? change = null;
        await foreach (var file in store.ListAsync("", null, cancellationToken))
        {
            if (TryParseLoad(file.Path, out var number))
            {
                load = Math.Max(load, number);
            }
            else if (TryParseChange(file.Path, out var time) && (change is null || time > change))
            {
                change = time;
            }
        }

        return new RawFileSequence(store, load, change);
    }

    /// <summary>The folder's raw files in reading order.</summary>
    public static async Task<IReadOnlyList<ObjectInfo>> ListAsync(ObjectStore store, CancellationToken cancellationToken)
    {
        var files = new List<ObjectInfo>();
        await foreach (var file in store.ListAsync("", null, cancellationToken))
        {
            if (TryParseLoad(file.Path, out _) || TryParseChange(file.Path, out _))
            {
                files.Add(file);
            }
        }

        return [.. files.OrderBy(file => !TryParseLoad(file.Path, out _)).ThenBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Publishes a file of a load: under the next LOAD number, or, once there are change files, which readers take after all LOAD files,
    /// under a change file's name.
    /// </summary>
    public Task<PublishedFile> PublishLoadAsync(IUnpublishedFile file, CancellationToken cancellationToken) => PublishAsync(file, load: true, cancellationToken);

    /// <summary>Publishes a change file under the current time, or the next millisecond that is free.</summary>
    public Task<PublishedFile> PublishChangesAsync(IUnpublishedFile file, CancellationToken cancellationToken) => PublishAsync(file, load: false, cancellationToken);

    public void Dispose() => turn.Dispose();

    private static string NameOf(uint load) => string.Create(CultureInfo.InvariantCulture, $"{LoadPrefix}{load:X8}{Extension}");

    private static string NameOf(DateTime change) => change.ToString(TimeFormat, CultureInfo.InvariantCulture) + Extension;

    private static bool TryParseLoad(string name, out uint number)
    {
        number = 0;
        return name.Length == LoadPrefix.Length + 8 + Extension.Length
            && name.StartsWith(LoadPrefix, StringComparison.Ordinal)
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && uint.TryParse(name.AsSpan(LoadPrefix.Length, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryParseChange(string name, out DateTime time)
    {
        time = default;
        return name.EndsWith(Extension, StringComparison.Ordinal)
            && DateTime.TryParseExact(name.AsSpan(0, name.Length - Extension.Length), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    private async Task<PublishedFile> PublishAsync(IUnpublishedFile file, bool load, CancellationToken cancellationToken)
    {
        file.Close();
        var bytes = new FileInfo(file.Path).Length;
        await turn.WaitAsync(cancellationToken);
        try
        {
            return load && lastChange is null
                ? await PublishAsync(NameOf(lastLoad + 1), file, bytes, () => lastLoad++, cancellationToken)
                : await PublishAsync(NextChange(), file, bytes, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private Task<PublishedFile> PublishAsync(DateTime time, IUnpublishedFile file, long bytes, CancellationToken cancellationToken) =>
        PublishAsync(NameOf(time), file, bytes, () => lastChange = time, cancellationToken);

    private async Task<PublishedFile> PublishAsync(string name, IUnpublishedFile file, long bytes, Action taken, CancellationToken cancellationToken)
    {
        await store.PutFileAsync(name, file.Path, cancellationToken);
        taken();
        return new PublishedFile(name, file.Rows, bytes);
    }

    private DateTime NextChange()
    {
        var now = DateTime.UtcNow;
        now = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        return lastChange is { } last && now <= last ? last.AddMilliseconds(1) : now;
    }
}

/// <summary>A raw file under its final name.</summary>
/// <param name="Name">Within the table's folder.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record PublishedFile(string Name, long Rows, long Bytes);
