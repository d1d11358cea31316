using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta.Tests.Corpus;

/// <summary>One entry of the manifest: a table and what a right reader sees in it.</summary>
internal sealed class CorpusTable(string corpus, JsonElement entry)
{
    public string Id { get; } = entry.GetProperty("id").GetString()!;

    public string Kind { get; } = entry.GetProperty("expectation").GetProperty("kind").GetString()!;

    /// <summary>Whether the rows of the latest version are given.</summary>
    public bool HasRows => Kind is "parquet" or "rows" or "derived";

    /// <summary>Whether a refusal is right too.</summary>
    public bool MayRefuse => Kind == "either" || entry.TryGetProperty("acceptable", out _) || Expectation.TryGetProperty("acceptable", out _);

    public JsonElement Expectation { get; } = entry.GetProperty("expectation");

    /// <summary>Tags of the manifest, such as <c>writerFeature:appendOnly</c>.</summary>
    public IReadOnlyList<string> Features { get; } = entry.TryGetProperty("features", out var features) ? [.. features.EnumerateArray().Select(feature => feature.GetString()!)] : [];

    public long LatestVersion => entry.GetProperty("latestVersion").GetInt64();

    public JsonElement Columns => entry.GetProperty("columns");

    public IReadOnlyDictionary<long, long> RowsByVersion { get; } = entry.TryGetProperty("versions", out var versions)
        ? versions.EnumerateObject().Where(item => item.Value.ValueKind == JsonValueKind.Number).ToDictionary(item => long.Parse(item.Name, CultureInfo.InvariantCulture), item => item.Value.GetInt64())
        : [];

    public IReadOnlyList<ChangeDataCase> ChangeDataCases { get; } = ReadChangeDataCases(corpus, entry);

    public DeltaTable Open() => DeltaTable.At(new Uri(Folder + "/"));

    /// <summary>The table's folder; a copy with the template filled in where the manifest asks for that.</summary>
    private string Folder => Expectation.TryGetProperty("template", out var template) || entry.TryGetProperty("template", out template)
        ? TemplateCopy.Of(Path.Combine(corpus, entry.GetProperty("path").GetString()!), template)
        : Path.Combine(corpus, entry.GetProperty("path").GetString()!);

    public string File(string path) => Path.Combine(corpus, path);

    /// <summary>Column names of a version: those of the latest one unless the manifest lists others.</summary>
    public string[] ColumnNames(long version) =>
        entry.TryGetProperty("versionColumns", out var byVersion) && byVersion.TryGetProperty(version.ToString(CultureInfo.InvariantCulture), out var names)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : [.. Columns.EnumerateArray().Select(column => column.GetProperty("name").GetString()!)];

    private static ChangeDataCase[] ReadChangeDataCases(string corpus, JsonElement entry)
    {
        if (!entry.TryGetProperty("cdf", out var cdf))
        {
            return [];
        }

        if (cdf.ValueKind == JsonValueKind.Object && cdf.TryGetProperty("file", out var file))
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(corpus, file.GetString()!)));
            cdf = document.RootElement.Clone();
        }

        cdf = cdf.ValueKind == JsonValueKind.Object && cdf.TryGetProperty("cases", out var cases) && cases.ValueKind == JsonValueKind.Array ? cases : cdf;
        return cdf.ValueKind == JsonValueKind.Array ? [.. cdf.EnumerateArray().Select(item => new ChangeDataCase(item))] : [new ChangeDataCase(cdf)];
    }
}
