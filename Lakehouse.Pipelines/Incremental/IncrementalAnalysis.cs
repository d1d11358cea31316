using System.Collections.Immutable;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Incremental;

/// <summary>Finds out from a model's SQL which of its rows can change when certain rows of its inputs change.</summary>
public static class IncrementalAnalysis
{
    /// <summary>Analyses a model.</summary>
    /// <param name="model">A model with a key.</param>
    /// <param name="columnsOf">Columns of each table it reads.</param>
    /// <exception cref="NotIncrementalException">The SQL has something through which rows cannot be followed; the message says what.</exception>
    public static RowOrigin Analyse(Model model, Func<TableReference, IReadOnlyList<ModelColumn>> columnsOf)
    {
        ArgumentNullException.ThrowIfNull(model);
        var from = new FromReader(model.DependsOn.ToDictionary(table => table.ToString(), StringComparer.OrdinalIgnoreCase), columnsOf);
        using var parser = new ModelSqlParser();
        using var tree = parser.ParseTree(model.Sql);
        var result = new QueryReader(from).Read(tree.RootElement.GetProperty("statements")[0].GetProperty("node"), ImmutableDictionary<string, Func<Relation>>.Empty);

        // A key column counts when it pins every place at which a table is read.
        var pinning = model.Key
            .Select(key => (Name: key, Place: result.Find([key])))
            .Where(key => key.Place >= 0 && from.Inputs.Select((_, input) => input).All(input => result.Columns[key.Place].Pins.Any(pin => pin.Input == input)))
            .ToList();
        if (pinning.Count == 0)
        {
            throw new NotIncrementalException($"no column of its key ({string.Join(", ", model.Key)}) says which rows of {string.Join(" and ", from.Inputs.Distinct())} a row comes from");
        }

        return new RowOrigin(
            [.. pinning.Select(key => key.Name)],
            [.. from.Inputs.Select((table, input) => new InputOrigin(
                table,
                [.. pinning.Select(key => result.Columns[key.Place].Pins.Where(pin => pin.Input == input).Select(pin => pin.Column).Order(StringComparer.Ordinal).First())]))]);
    }
}
