using System.Collections.Immutable;

namespace Lakehouse.Pipelines.Lineage;

/// <summary>A column of an intermediate result and what it comes from.</summary>
internal sealed record LineageColumn(string Qualifier, string Name, ImmutableHashSet<ColumnOrigin> From);

/// <summary>What the expressions of a SELECT can name.</summary>
/// <param name="Columns">Columns that are known.</param>
/// <param name="Open">Tables whose columns nobody declares: any name may be one of theirs.</param>
/// <param name="Outer">What the SELECT around a subquery can name, or null.</param>
internal sealed record LineageScope(ImmutableList<LineageColumn> Columns, ImmutableList<(string Qualifier, TableReference Table)> Open, LineageScope? Outer = null)
{
    public static readonly LineageScope Empty = new([], []);

    public LineageScope With(LineageScope other) => this with { Columns = Columns.AddRange(other.Columns), Open = Open.AddRange(other.Open) };

    /// <summary>The same under another name.</summary>
    public LineageScope As(string alias) => this with { Columns = [.. Columns.Select(column => column with { Qualifier = alias })], Open = [.. Open.Select(table => (alias, table.Table))] };

    /// <summary>What a name means; empty when it cannot be told.</summary>
    public ImmutableHashSet<ColumnOrigin> Find(IReadOnlyList<string> name)
    {
        var qualifier = name.Count > 1 ? name[^2] : null;
        var known = Columns.Where(column => Same(column.Name, name[^1]) && (qualifier is null || Same(column.Qualifier, qualifier))).ToList();
        if (known.Count > 0)
        {
            return [.. known.SelectMany(column => column.From)];
        }

        var open = Open.Where(table => qualifier is null || Same(table.Qualifier, qualifier)).ToList();
        return open.Count == 1 ? [new ColumnOrigin(open[0].Table, name[^1], ColumnUse.Identity)] : Outer?.Find(name) ?? [];
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
