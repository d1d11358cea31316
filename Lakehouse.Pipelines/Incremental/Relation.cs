using System.Collections.Immutable;
using static Lakehouse.Pipelines.Sql.TypeNames;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>A column of one of the places where a model reads a table.</summary>
/// <param name="Input">Number of the place.</param>
/// <param name="Column">Name of the table's column.</param>
internal readonly record struct Pin(int Input, string Column);

/// <summary>A column of an intermediate result.</summary>
/// <param name="Qualifier">Alias or table name it can be qualified with.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, or null when it is computed.</param>
/// <param name="Pins">
/// What the column's value pins down: rows of the result with the value v depend, at each such place, only on rows that have v in that
/// column.
/// </param>
/// <param name="Merged">Whether JOIN … USING made it one with a column on the left, so that only a qualifier still reaches it.</param>
internal sealed record RelationColumn(string Qualifier, string Name, string? Type, ImmutableHashSet<Pin> Pins, bool Merged = false);

/// <summary>What FROM, a subquery or a whole SELECT gives.</summary>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Inputs">The places it reads tables at.</param>
/// <param name="Equal">Pairs of columns, by place, that are equal in every row.</param>
internal sealed record Relation(ImmutableList<RelationColumn> Columns, ImmutableHashSet<int> Inputs, ImmutableList<(int Left, int Right)> Equal)
{
    public static readonly Relation Empty = new([], [], []);

    /// <returns>Place of a column among <see cref="Columns"/>, or -1 when the name is not known or not unique.</returns>
    public int Find(IReadOnlyList<string> name)
    {
        var column = name[^1];
        var qualifier = name.Count > 1 ? name[^2] : null;
        var found = -1;
        for (var i = 0; i < Columns.Count; i++)
        {
            var candidate = Columns[i];
            if (!Same(candidate.Name, column) || (qualifier is null ? candidate.Merged : !Same(candidate.Qualifier, qualifier)))
            {
                continue;
            }

            if (found >= 0)
            {
                return -1;
            }

            found = i;
        }

        return found;
    }

    /// <summary>The same rows under another name.</summary>
    public Relation As(string alias) => this with { Columns = [.. Columns.Select(column => column with { Qualifier = alias, Merged = false })] };

    /// <summary>Columns that are equal in every row pin what the others pin: as many rounds as there are pairs carry it all the way.</summary>
    public Relation WithEqual(IEnumerable<(int Left, int Right)> pairs)
    {
        var equal = Equal.AddRange(pairs.Where(pair => Comparable(Columns[pair.Left].Type, Columns[pair.Right].Type)));
        var columns = Columns.ToBuilder();
        for (var round = 0; round < equal.Count; round++)
        {
            foreach (var (left, right) in equal)
            {
                var pins = columns[left].Pins.Union(columns[right].Pins);
                columns[left] = columns[left] with { Pins = pins };
                columns[right] = columns[right] with { Pins = pins };
            }
        }

        return this with { Columns = columns.ToImmutable(), Equal = equal };
    }

    /// <summary>Whether equal values of both types are the same value: a text and a number may be equal and yet differ.</summary>
    public static bool Comparable(string? left, string? right) =>
        left is not null && right is not null && (left == right || (IsInteger(left) && IsInteger(right)));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
