using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.Delta.Engine;

/// <summary>Wider types for columns with rows (PROTOCOL.md: Type Widening).</summary>
internal static class TypeWidening
{
    public const string Enable = "delta.enableTypeWidening";
    private const string Changes = "delta.typeChanges";

    private static readonly string[] Integers = ["byte", "short", "integer", "long"];

    /// <summary>Whether the protocol allows the change.</summary>
    public static bool IsAllowed(DataType from, DataType to) => (from, to) switch
    {
        (PrimitiveType a, PrimitiveType b) when Rank(a) >= 0 && Rank(b) >= 0 => Rank(a) < Rank(b),
        (PrimitiveType { Name: "float" }, PrimitiveType { Name: "double" }) => true,
        (PrimitiveType { Name: "byte" or "short" or "integer" }, PrimitiveType { Name: "double" }) => true,
        (PrimitiveType { Name: "date" }, PrimitiveType { Name: "timestamp_ntz" }) => true,
        (DecimalType a, DecimalType b) => a != b && b.Scale >= a.Scale && b.Precision - a.Precision >= b.Scale - a.Scale,
        (PrimitiveType { Name: "byte" or "short" or "integer" }, DecimalType b) => b.Precision - b.Scale >= 10,
        (PrimitiveType { Name: "long" }, DecimalType b) => b.Precision - b.Scale >= 20,
        _ => false,
    };

    /// <summary>Whether files may hold the field, or one inside of it, with a narrower type.</summary>
    public static bool WasWidened(StructField field) => field.Metadata.ContainsKey(Changes) || field.Type.AllFields().Any(inner => inner.Metadata.ContainsKey(Changes));

    /// <summary>Whether rows with a wider type may widen a column by themselves: not where the kind of number would change.</summary>
    public static bool IsAutomatic(DataType from, DataType to) => IsAllowed(from, to) && (from, to) switch
    {
        (PrimitiveType a, PrimitiveType b) => (Rank(a) >= 0 && Rank(b) >= 0) || a.Name == "float",
        (DecimalType, DecimalType) => true,
        _ => false,
    };

    /// <summary>The field with a wider type in it, and with that in its history.</summary>
    /// <param name="field">The field, or the one that is nearest above the list or map.</param>
    /// <param name="inside">The way from it into its type: <c>element</c>, <c>key</c>, <c>value</c>; empty for the field's own type.</param>
    /// <param name="to">The type.</param>
    public static StructField Widen(StructField field, IReadOnlyList<string> inside, DataType to)
    {
        DataType? from = null;
        var type = Replace(field.Type, inside, 0, old =>
        {
            from = old;
            return to;
        });
        if (from == PrimitiveType.Void)
        {
            return field with { Type = type };
        }

        var change = new JsonObject { ["fromType"] = from!.ToString(), ["toType"] = to.ToString() };
        if (inside.Count > 0)
        {
            change["fieldPath"] = string.Join('.', inside);
        }

        var history = field.Metadata.TryGetValue(Changes, out var before) ? (JsonArray)JsonSerializer.SerializeToNode(before)! : [];
        history.Add(change);
        return field.With(Changes, history) with { Type = type };
    }

    private static DataType Replace(DataType type, IReadOnlyList<string> inside, int position, Func<DataType, DataType> replace) =>
        position == inside.Count ? replace(type) : (type, inside[position]) switch
        {
            (ArrayType array, "element") => array with { ElementType = Replace(array.ElementType, inside, position + 1, replace) },
            (MapType map, "key") => map with { KeyType = Replace(map.KeyType, inside, position + 1, replace) },
            (MapType map, "value") => map with { ValueType = Replace(map.ValueType, inside, position + 1, replace) },
            _ => throw new SchemaMismatchException($"There is no '{inside[position]}' inside {type}.", null),
        };

    private static int Rank(PrimitiveType type) => Array.IndexOf(Integers, type.Name);
}
