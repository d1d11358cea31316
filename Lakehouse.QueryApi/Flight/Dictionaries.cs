using Apache.Arrow;
using Apache.Arrow.Types;

namespace Lakehouse.QueryApi.Flight;

/// <summary>
/// ENUMs come from the engine as dictionaries, which Arrow's Flight library does not send: the texts that they stand for take their
/// place, at any depth.
/// </summary>
internal static class Dictionaries
{
    /// <summary>The columns with text in place of dictionaries; the same schema when there are none.</summary>
    public static Schema Unfold(Schema schema) => schema.FieldsList.Any(field => IsIn(field.DataType)) ? new Schema(schema.FieldsList.Select(Unfold), schema.Metadata) : schema;

    /// <summary>The rows with text in place of dictionaries; the batch itself when there are none.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="schema">What <see cref="Unfold(Schema)"/> made of its schema.</param>
    public static RecordBatch Unfold(RecordBatch batch, Schema schema) => batch.Schema.FieldsList.Any(field => IsIn(field.DataType))
        ? new RecordBatch(schema, batch.Arrays.Select(array => ArrowArrayFactory.BuildArray(Unfold(array.Data))), batch.Length)
        : batch;

    private static bool IsIn(IArrowType type) => type is DictionaryType || (type is NestedType nested && nested.Fields.Any(field => IsIn(field.DataType)));

    private static Field Unfold(Field field) => new(field.Name, Unfold(field.DataType), field.IsNullable, field.Metadata);

    private static IArrowType Unfold(IArrowType type) => type switch
    {
        DictionaryType dictionary => dictionary.ValueType,
        StructType row => new StructType([.. row.Fields.Select(Unfold)]),
        MapType map => new MapType(Unfold(map.KeyField), Unfold(map.ValueField), map.KeySorted),
        ListType list => new ListType(Unfold(list.ValueField)),
        FixedSizeListType list => new FixedSizeListType(Unfold(list.ValueField), list.ListSize),
        _ => type,
    };

    private static ArrayData Unfold(ArrayData data)
    {
        if (!IsIn(data.DataType))
        {
            return data;
        }

        return data.DataType is DictionaryType
            ? Values((DictionaryArray)ArrowArrayFactory.BuildArray(data))
            : new ArrayData(Unfold(data.DataType), data.Length, data.NullCount, data.Offset, data.Buffers, [.. data.Children.Select(Unfold)]);
    }

    private static ArrayData Values(DictionaryArray array)
    {
        var labels = (StringArray)array.Dictionary;
        var values = new StringArray.Builder().Reserve(array.Length);
        for (var row = 0; row < array.Length; row++)
        {
            _ = Index(array.Indices, row) is { } index ? values.Append(labels.GetBytes(index)) : values.AppendNull();
        }

        return values.Build().Data;
    }

    /// <summary>DuckDB numbers labels with the smallest unsigned type that holds their count.</summary>
    private static int? Index(IArrowArray indices, int row) => indices switch
    {
        UInt8Array values => values.GetValue(row),
        UInt16Array values => values.GetValue(row),
        UInt32Array values => (int?)values.GetValue(row),
        _ => throw new InvalidOperationException($"The numbers of an ENUM's labels are {indices.Data.DataType.Name}."),
    };
}
