namespace Lakehouse.Delta.Engine;

/// <summary>Reads what a caller wants columns to be set to.</summary>
/// <param name="snapshot">The table before.</param>
/// <param name="schema">The table's columns after.</param>
internal sealed class ColumnValues(Snapshot snapshot, StructType schema)
{
    /// <summary>The columns that are set, and the expressions for their values.</summary>
    /// <param name="values">
    /// Column → expression. A name such as <c>address.city</c> that is no column sets one field of a struct; the other fields keep their values.
    /// </param>
    /// <exception cref="SchemaMismatchException">There is no such column, or it is set twice.</exception>
    public IReadOnlyList<(StructField Column, string Value)> Given(IReadOnlyDictionary<string, string> values)
    {
        var tree = new Dictionary<StructField, object>();
        foreach (var (name, expression) in values)
        {
            if (!TrySet(tree, schema, schema.Find(name) is not null ? [name] : name.Split('.'), expression))
            {
                throw new SchemaMismatchException($"The column '{name}' cannot be set: the table lacks it, or it is set twice. Its columns: {string.Join(", ", schema.Fields.Select(column => column.Name))}. Nothing was written.", snapshot.Location, snapshot.Version);
            }
        }

        GivenIdentities.Refuse(new StructType([.. tree.Keys]), schema, snapshot.Location);
        return [.. tree.Select(entry => (entry.Key, $"{Value(entry.Value, entry.Key, $"target.{Sql.Name(entry.Key.Name)}")}::{DuckTypes.Of(entry.Key.Type)}"))];
    }

    /// <summary>All that an updated row consists of: the columns that are set, and the others as they were, but for those that follow from others.</summary>
    public IReadOnlyList<(StructField Column, string Value)> Complete(IReadOnlyList<(StructField Column, string Value)> set)
    {
        var values = set.ToDictionary(entry => entry.Column, entry => entry.Value);
        return
        [
            .. schema.Fields
                .Where(field => values.ContainsKey(field) || (snapshot.Schema.Find(field.Name) is not null && field.GenerationExpression is null))
                .Select(field => (field, values.GetValueOrDefault(field) ?? $"target.{Sql.Name(field.Name)}::{DuckTypes.Of(field.Type)}")),
            .. RowIds.Columns(snapshot).Where(column => column.Name == RowIds.Id).Select(column => (column, $"target.{RowIds.Id}")), // its version is that of the commit
        ];
    }

    /// <summary>Field → an expression, or what is set inside of it.</summary>
    private static bool TrySet(Dictionary<StructField, object> tree, StructType fields, ReadOnlySpan<string> path, string expression)
    {
        if (fields.Find(path[0]) is not { } field)
        {
            return false;
        }

        if (path.Length == 1)
        {
            return tree.TryAdd(field, expression);
        }

        if (!tree.TryGetValue(field, out var inside))
        {
            tree.Add(field, inside = new Dictionary<StructField, object>());
        }

        return field.Type is StructType nested && inside is Dictionary<StructField, object> branch && TrySet(branch, nested, path[1..], expression);
    }

    private static string Value(object set, StructField field, string old) => set is string expression ? Sql.Nest(expression)
        : $"struct_pack({string.Join(", ", ((StructType)field.Type).Fields.Select(inner =>
        {
            var part = $"struct_extract({old}, {Sql.Text(inner.Name)})";
            return $"{Sql.Name(inner.Name)} := {(((Dictionary<StructField, object>)set).TryGetValue(inner, out var value) ? $"{Value(value, inner, part)}::{DuckTypes.Of(inner.Type)}" : part)}";
        }))})";
}
