namespace Lakehouse.Ingestor.Source;

/// <summary>Which tables are replicated: by patterns of schemas and names, as DMS's selection rules have them.</summary>
internal sealed class TableSelection
{
    private readonly NamePattern[] schemas;
    private readonly NamePattern[] include;
    private readonly NamePattern[] exclude;

    /// <param name="schemas">Patterns of schemas that are looked at.</param>
    /// <param name="include">Patterns <c>schema.table</c> or <c>table</c>; empty: all.</param>
    /// <param name="exclude">The same; wins over <paramref name="include"/>.</param>
    public TableSelection(IReadOnlyList<string> schemas, IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        Schemas = schemas;
        this.schemas = [.. schemas.Select(pattern => new NamePattern(pattern))];
        this.include = [.. include.Select(OfTable)];
        this.exclude = [.. exclude.Select(OfTable)];
    }

    /// <summary>The patterns of schemas, for messages.</summary>
    public IReadOnlyList<string> Schemas { get; }

    public bool Selects(TableName table)
    {
        var name = table.ToString();
        return schemas.Any(pattern => pattern.Matches(table.Schema))
            && (include.Length == 0 || include.Any(pattern => pattern.Matches(name)))
            && !exclude.Any(pattern => pattern.Matches(name));
    }

    private static NamePattern OfTable(string text) => new(text.Contains('.', StringComparison.Ordinal) ? text : "%." + text);
}
