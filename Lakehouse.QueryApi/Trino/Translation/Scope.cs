using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>A relation as its columns are seen.</summary>
/// <param name="Alias">The name in front of its columns, or null.</param>
/// <param name="Columns">Names and types, or null where only the engine knows them.</param>
/// <param name="IsTable">It is a table of the catalog, which tells the types of its columns in full.</param>
internal sealed record ScopeRelation(string? Alias, IReadOnlyList<(string Name, string? Type)>? Columns, bool IsTable)
{
    /// <summary>Columns that USING has made one with another relation's: they are no longer this relation's.</summary>
    public HashSet<string> Merged { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What names mean at a place: lambda parameters, the relations of FROM, and what is around.</summary>
internal sealed class Scope(Scope? outer)
{
    public List<ScopeRelation> Relations { get; } = [];

    /// <summary>Lambda parameters and what they become.</summary>
    public Dictionary<string, Typed> Parameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Types of lambda parameters with the length of texts, where they are told.</summary>
    public Dictionary<string, string> ParameterNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The type of a lambda parameter with the length of texts, or null where it is not told.</summary>
    public string? ParameterName(Identifier name)
    {
        var scope = this;
        while (scope is not null && !scope.Parameters.ContainsKey(name.Text))
        {
            scope = scope.Outer;
        }

        return scope?.ParameterNames.GetValueOrDefault(name.Text);
    }

    public Typed? Parameter(Identifier name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Parameters.TryGetValue(name.Text, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private Scope? Outer => outer;

    /// <summary>The type of a column, or null where it is not known.</summary>
    public string? TypeOf(string? alias, string column) => Find(alias, column)?.Type;

    /// <summary>A column's type, and whether it is a table's; null where it is not known which column it is.</summary>
    public (string? Type, bool IsOfTable)? Find(string? alias, string column)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            foreach (var relation in scope.Relations)
            {
                if (alias is not null && !alias.Equals(relation.Alias, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                if (relation.Columns is null)
                {
                    // It may be this relation's column: then its type is not known.
                    return null;
                }

                foreach (var (name, type) in relation.Columns)
                {
                    if (name.Equals(column, StringComparison.OrdinalIgnoreCase))
                    {
                        return (type, relation.IsTable);
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Whether no relation around can have a column of this name; false also where the columns of one are not known.</summary>
    public bool HasNo(string column)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Relations.Any(relation => relation.Columns is null || relation.Columns.Any(known => known.Name.Equals(column, StringComparison.OrdinalIgnoreCase))))
            {
                return false;
            }
        }

        return true;
    }

    public bool HasRelation(string alias) => Relation(alias) is not null;

    /// <summary>The nearest relation of a name.</summary>
    public ScopeRelation? Relation(string alias)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Relations.FirstOrDefault(relation => alias.Equals(relation.Alias, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
