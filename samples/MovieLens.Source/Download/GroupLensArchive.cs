namespace MovieLens.Source.Download;

/// <summary>One of GroupLens' archives whose files are CSV with a header. (1m and 10m are older and have another format.)</summary>
/// <param name="Name">File name without <c>.zip</c>.</param>
/// <param name="MaxBytes">Above this a download is not what it should be.</param>
/// <param name="MaxContentBytes">The same for the four files in it.</param>
/// <param name="TimeLimit">For the whole download.</param>
internal sealed record GroupLensArchive(string Name, long MaxBytes, long MaxContentBytes, TimeSpan TimeLimit)
{
    private const long Megabyte = 1 << 20;

    private static readonly GroupLensArchive[] All =
    [
        new("ml-latest-small", 8 * Megabyte, 40 * Megabyte, TimeSpan.FromMinutes(1)),
        new("ml-latest", 1024 * Megabyte, 8192 * Megabyte, TimeSpan.FromMinutes(60)),
        new("ml-20m", 400 * Megabyte, 2048 * Megabyte, TimeSpan.FromMinutes(60)),
        new("ml-25m", 500 * Megabyte, 4096 * Megabyte, TimeSpan.FromMinutes(60)),
        new("ml-32m", 500 * Megabyte, 4096 * Megabyte, TimeSpan.FromMinutes(60)),
    ];

    public static GroupLensArchive Small => All[0];

    public static string Names => string.Join(", ", All.Select(archive => archive.Name));

    public static GroupLensArchive? Find(string name) => Array.Find(All, archive => string.Equals(archive.Name, name, StringComparison.OrdinalIgnoreCase));

    public static GroupLensArchive Get(string name) =>
        Find(name) ?? throw new SourceException($"There is no data set '{name}' to download; there are {Names}.");
}
