namespace Lakehouse.QueryApi;

/// <summary>Settings under <c>Query:</c>.</summary>
/// <param name="Primary">What queries may use that name no work group.</param>
/// <param name="WorkGroups">Work groups with limits and engines of their own (<c>Query:WorkGroups:{name}:…</c>).</param>
/// <param name="MaxSqlBytes">Longest statement (<c>Query:MaxSqlBytes</c>; default 262,144 as Athena's).</param>
/// <param name="SlowAfter">A query that takes longer is logged as slow (<c>Query:SlowSeconds</c>; default 10).</param>
/// <param name="TempFolder">Where engines spill to (<c>Query:TempFolder</c>; default below the system's temporary folder).</param>
/// <param name="CacheFolder">Where copies of remote data files are kept (<c>Query:CacheFolder</c>; default below the system's temporary folder).</param>
/// <param name="CacheBytes">Most bytes of them (<c>Query:CacheMegabytes</c>; default 10,240).</param>
/// <param name="ResultCacheBytes">Most bytes of answers that are kept (<c>Query:ResultCacheMegabytes</c>; default 64; 0 keeps none).</param>
internal sealed record QueryOptions(
    QueryLimits Primary,
    IReadOnlyList<QueryLimits> WorkGroups,
    int MaxSqlBytes,
    TimeSpan SlowAfter,
    string TempFolder,
    string CacheFolder,
    long CacheBytes,
    long ResultCacheBytes)
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Statements that run at once, of all work groups.</summary>
    public int Concurrency => Primary.Concurrency + WorkGroups.Sum(group => group.Concurrency);

    /// <summary>Longest run time that any request may ask for.</summary>
    public TimeSpan MaxTimeout => WorkGroups.Append(Primary).Max(group => group.MaxTimeout);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A value is no number or out of its range; the message names it.</exception>
    public static QueryOptions FromConfiguration(IConfiguration configuration)
    {
        var section = configuration.GetSection("Query");
        var settings = new NumberSettings(section);
        var primary = QueryLimits.Read(QueryLimits.Primary, section, null);
        return new QueryOptions(
            primary,
            [.. section.GetSection("WorkGroups").GetChildren().Where(group => group.Key != QueryLimits.Primary).Select(group => QueryLimits.Read(group.Key, group, primary))],
            (int)settings.Number("MaxSqlBytes", 262_144, 1, 16 * Megabyte),
            settings.Seconds("SlowSeconds", TimeSpan.FromSeconds(10), 0, 86_400),
            Folder("TempFolder", "lakehouse-query"),
            Folder("CacheFolder", "lakehouse-query-cache"),
            settings.Number("CacheMegabytes", 10_240, 1, 1L << 24) * Megabyte,
            settings.Number("ResultCacheMegabytes", 64, 0, 1L << 20) * Megabyte);

        string Folder(string name, string otherwise) => section[name] is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(Path.GetTempPath(), otherwise);
    }
}
