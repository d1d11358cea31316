using System.Text.Json;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>The folder of sample tables that <c>DELTA_CORPUS</c> names, with its <c>manifest.json</c>.</summary>
internal static class Corpus
{
    public const string SkipReason = "DELTA_CORPUS is not set. Set it to a folder with manifest.json to read its tables.";

    private static readonly Lazy<IReadOnlyDictionary<string, CorpusTable>> LazyTables = new(Load);

    public static string? Folder => Environment.GetEnvironmentVariable("DELTA_CORPUS") is { Length: > 0 } folder ? folder : null;

    public static IReadOnlyDictionary<string, CorpusTable> Tables => LazyTables.Value;

    /// <summary>One theory row for each chosen table, or one skipped row when there is no corpus.</summary>
    public static IEnumerable<TheoryDataRow<string>> Rows(Func<CorpusTable, bool> choose) =>
        Folder is null
            ? [new TheoryDataRow<string>("(no corpus)") { Skip = SkipReason }]
            : OrNone(Tables.Values.Where(choose).Select(table => new TheoryDataRow<string>(table.Id)), new TheoryDataRow<string>("(none)") { Skip = "The corpus has no such table." });

    /// <summary>One theory row for each chosen table and item.</summary>
    public static IEnumerable<TheoryDataRow<string, long>> Rows(Func<CorpusTable, IEnumerable<long>> choose) =>
        Folder is null
            ? [new TheoryDataRow<string, long>("(no corpus)", 0) { Skip = SkipReason }]
            : OrNone(Tables.Values.SelectMany(table => choose(table).Select(item => new TheoryDataRow<string, long>(table.Id, item))), new TheoryDataRow<string, long>("(none)", 0) { Skip = "The corpus has no such case." });

    private static T[] OrNone<T>(IEnumerable<T> rows, T none)
    {
        var all = rows.ToArray();
        return all.Length == 0 ? [none] : all;
    }

    private static Dictionary<string, CorpusTable> Load()
    {
        var folder = Path.GetFullPath(Folder!);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        return manifest.RootElement.GetProperty("tables").EnumerateArray()
            .Select(entry => new CorpusTable(folder, entry.Clone()))
            .ToDictionary(table => table.Id, StringComparer.Ordinal);
    }
}
