using System.Globalization;

namespace Lakehouse.Delta.Benchmarks;

/// <summary>What the command line says; each benchmark has defaults of its own.</summary>
internal sealed class BenchmarkOptions
{
    private readonly Dictionary<string, string> values;

    private BenchmarkOptions(Dictionary<string, string> values) => this.values = values;

    /// <summary>An existing table's folder for a child process, else null: a new folder that goes away.</summary>
    public string? Folder => values.GetValueOrDefault("folder");

    public static BenchmarkOptions Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            values[args[i].TrimStart('-')] = args[i + 1];
        }

        return new BenchmarkOptions(values);
    }

    public long Number(string name, long fallback) =>
        values.TryGetValue(name, out var text) ? long.Parse(text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : fallback;

    public string Text(string name, string fallback) => values.GetValueOrDefault(name, fallback);
}
