using System.Text.RegularExpressions;

namespace Lakehouse.Ingestor.Source;

/// <summary>Which tables are replicated: like DMS's table mappings, schemas and name patterns in which <c>%</c> stands for anything.</summary>
internal sealed class TableSelection
{
    private readonly Regex[] include;
    private readonly Regex[] exclude;

    /// <param name="schemas">Schemas that are looked at.</param>
    /// <param name="include"><c>schema.table</c> or <c>table</c>; empty: all.</param>
    /// <param name="exclude">The same; wins over <paramref name="include"/>.</param>
    public TableSelection(IReadOnlyList<string> schemas, IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        Schemas = schemas;
        this.include = [.. include.Select(Pattern)];
        this.exclude = [.. exclude.Select(Pattern)];
    }

    public IReadOnlyList<string> Schemas { get; }

    public bool Selects(TableName table) =>
        (include.Length == 0 || include.Any(pattern => Matches(pattern, table))) && !exclude.Any(pattern => Matches(pattern, table));

    private static bool Matches(Regex pattern, TableName table) => pattern.IsMatch(table.ToString());

    private static Regex Pattern(string text)
    {
        var full = text.Contains('.', StringComparison.Ordinal) ? text : "%." + text;
        return new Regex("^" + Regex.Escape(full).Replace("%", ".*", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
