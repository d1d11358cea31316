using System.Globalization;

namespace Lakehouse.Transformer.Benchmarks;

/// <summary>What the command line says: <c>--name value</c>.</summary>
internal sealed class BenchmarkOptions
{
    private readonly Dictionary<string, string> values;

    private BenchmarkOptions(Dictionary<string, string> values) => this.values = values;

    public static BenchmarkOptions Parse(IEnumerable<string> args) =>
        new(args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1], StringComparer.Ordinal));

    public int Number(string name, int fallback) =>
        values.TryGetValue(name, out var text) ? int.Parse(text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : fallback;

    public string? Text(string name) => values.GetValueOrDefault(name);
}
