namespace Lakehouse.Delta.Engine;

/// <summary>The rules that NOT NULL makes, at every depth: where a struct is null, its fields need no value.</summary>
internal static class NotNullRules
{
    public static IEnumerable<RowRule> Of(StructType schema) => schema.Fields.SelectMany(field => Of(field, Sql.Name(field.Name), field.Name));

    private static IEnumerable<RowRule> Of(StructField field, string value, string path)
    {
        if (!field.Nullable)
        {
            yield return new RowRule($"NOT NULL {path}", $"{path} IS NOT NULL", $"{value} IS NOT NULL");
        }

        foreach (var rule in Inside(field.Type, value, path))
        {
            yield return rule;
        }
    }

    private static IEnumerable<RowRule> Inside(DataType type, string value, string path, int depth = 0) => type switch
    {
        StructType nested => nested.Fields.SelectMany(field => Of(field, $"struct_extract({value}, {Sql.Text(field.Name)})", $"{path}.{field.Name}"))
            .Select(rule => rule with { Sql = $"({value} IS NULL OR {rule.Sql})" }),
        ArrayType array => Items(array.ElementType, array.ContainsNull, value, $"{path}.element", depth),
        MapType map => Items(map.KeyType, true, $"map_keys({value})", $"{path}.key", depth) // a map has no null keys
            .Concat(Items(map.ValueType, map.ValueContainsNull, $"map_values({value})", $"{path}.value", depth)),
        _ => [],
    };

    private static IEnumerable<RowRule> Items(DataType type, bool nullable, string list, string path, int depth)
    {
        var item = $"item{depth}";
        var rules = Inside(type, item, path, depth + 1);
        if (!nullable)
        {
            rules = rules.Prepend(new RowRule($"NOT NULL {path}", $"{path} IS NOT NULL", $"{item} IS NOT NULL"));
        }

        return rules.Select(rule => rule with { Sql = $"coalesce(len(list_filter({list}, lambda {item}: NOT {rule.Sql})), 0) = 0" });
    }
}
