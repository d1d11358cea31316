namespace Lakehouse.Delta.Engine;

/// <summary>Finds data files that hold variants as plain structs, as Delta's first writers of variants made them.</summary>
internal static class PlainVariants
{
    /// <summary>The files of them among some; nothing is read unless the table has a variant column.</summary>
    public static async Task<IReadOnlySet<string>> FindAsync(Snapshot snapshot, IReadOnlyList<string> enginePaths, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (!snapshot.Schema.Fields.Any(field => HasVariant(field.Type)))
        {
            return found;
        }

        await using var engine = DuckDbEngine.OpenInternal();
        foreach (var path in enginePaths)
        {
            var annotated = false;
            await foreach (var column in engine.QueryAsync($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(path)})", cancellationToken).ConfigureAwait(false))
            {
                annotated |= column.GetString(1).Contains("VARIANT", StringComparison.Ordinal);
            }

            if (!annotated)
            {
                found.Add(path);
            }
        }

        return found;
    }

    private static bool HasVariant(DataType type) => type switch
    {
        PrimitiveType primitive => primitive == PrimitiveType.Variant,
        StructType nested => nested.Fields.Any(field => HasVariant(field.Type)),
        ArrayType array => HasVariant(array.ElementType),
        MapType map => HasVariant(map.KeyType) || HasVariant(map.ValueType),
        _ => false,
    };
}
