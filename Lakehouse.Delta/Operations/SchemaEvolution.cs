namespace Lakehouse.Delta.Engine;

/// <summary>Adds the columns to a table that rows bring along.</summary>
internal static class SchemaEvolution
{
    /// <summary>The table after a MERGE with schema evolution.</summary>
    /// <remarks>A clause that sets all columns adds all columns of the source; else only those come in that a clause sets by name.</remarks>
    public static TableShape Of(Snapshot snapshot, StructType source, MergeSpec spec)
    {
        MergeClause[] clauses = [.. spec.WhenMatched, .. spec.WhenNotMatched, .. spec.WhenNotMatchedBySource];
        var setsAll = clauses.Any(clause => clause.Values is null && clause.Action != MergeAction.Delete);
        var named = clauses.SelectMany(clause => clause.Values?.Keys ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Of(snapshot, new StructType([.. source.Fields.Where(field => setsAll || named.Contains(field.Name))]));
    }

    /// <summary>The table that rows are written to: a new one, the present one, or that with the columns that the rows bring along.</summary>
    public static TableShape Of(Snapshot? snapshot, StructType rows, WriteOptions options) =>
        snapshot is null ? CommitActions.NewShape(rows, options)
        : options.MergeSchema ? Of(snapshot, rows)
        : TableShape.Of(snapshot);

    private static TableShape Of(Snapshot snapshot, StructType rows)
    {
        var schema = (StructType)Merge(snapshot.Schema, rows, snapshot.Metadata.IsOn(TypeWidening.Enable));
        return schema == snapshot.Schema ? TableShape.Of(snapshot) : CommitActions.Reshape(snapshot, schema);
    }

    /// <summary>The type with the fields that only the other has at the end of its structs; where both have a type, that of the table stays.</summary>
    private static DataType Merge(DataType table, DataType rows, bool widens) => (table, rows) switch
    {
        (StructType own, StructType other) => new StructType(
        [
            .. own.Fields.Select(field => other.Find(field.Name) is { } same ? Merge(field, same.Type, widens) : field),
            .. other.Fields.Where(field => own.Find(field.Name) is null).Select(field => field with { Nullable = true }),
        ]),
        (ArrayType own, ArrayType other) => own with { ElementType = Merge(own.ElementType, other.ElementType, widens) },
        (MapType own, MapType other) => own with { KeyType = Merge(own.KeyType, other.KeyType, widens), ValueType = Merge(own.ValueType, other.ValueType, widens) },
        _ => table,
    };

    private static StructField Merge(StructField field, DataType rows, bool widens) =>
        widens && TypeWidening.IsAutomatic(field.Type, rows) ? TypeWidening.Widen(field, [], rows) : field with { Type = Merge(field.Type, rows, widens) };
}
