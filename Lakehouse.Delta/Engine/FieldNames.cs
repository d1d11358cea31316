using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>The names that a data file gives to field ids.</summary>
/// <remarks>
/// In id mode a file's column names mean nothing. DuckDB finds top-level columns by id itself, but not the fields of structs,
/// so these are looked up in the file's schema.
/// </remarks>
/// <param name="ById">Field id → name in the file.</param>
/// <param name="Key">Equal for files with equal names.</param>
internal sealed record FieldNames(IReadOnlyDictionary<int, string> ById, string Key)
{
    /// <summary>Whether a table needs them: it maps by id and has fields inside structs.</summary>
    public static bool Needed(Snapshot snapshot) =>
        snapshot.Metadata.Property("delta.columnMapping.mode") == "id" && snapshot.Schema.Fields.Any(field => HasStruct(field.Type));

    /// <summary>Reads the schemas of files: engine path → names.</summary>
    public static async Task<IReadOnlyDictionary<string, FieldNames>> ReadAsync(IReadOnlyList<string> enginePaths, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.OpenInternal();
        var result = new Dictionary<string, FieldNames>(StringComparer.Ordinal);
        foreach (var path in enginePaths)
        {
            var names = new SortedDictionary<int, string>();
            await foreach (var row in engine.QueryAsync($"SELECT field_id, name FROM parquet_schema({Sql.Text(path)}) WHERE field_id IS NOT NULL", cancellationToken).ConfigureAwait(false))
            {
                names.TryAdd(Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture), row.GetString(1));
            }

            result[path] = new FieldNames(names, string.Join('\u0001', names.Select(entry => $"{entry.Key}={entry.Value}")));
        }

        return result;
    }

    private static bool HasStruct(DataType type) => type switch
    {
        StructType => true,
        ArrayType array => HasStruct(array.ElementType),
        MapType map => HasStruct(map.KeyType) || HasStruct(map.ValueType),
        _ => false,
    };
}
