using System.Globalization;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>
/// <c>= &lt;&gt; &lt; &lt;= &gt; &gt;=</c>, BETWEEN, IN. NaN equals nothing and is greater than nothing, where the engine sorts it last; a NULL in an array,
/// a map or a row makes its comparison NULL, where the engine takes NULLs for equal; char values are compared without the blanks at their end.
/// </summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteComparison(Comparison comparison)
    {
        var (left, right) = (WriteInstant(comparison.Left), WriteInstant(comparison.Right));
        CheckComparable(comparison.Offset, comparison.Operator, left.Type, right.Type);
        return new(Compare(comparison.Operator, left, right), "boolean");
    }

    private Typed WriteBetween(Between between)
    {
        var (value, lower, upper) = (WriteInstant(between.Value), WriteInstant(between.Lower), WriteInstant(between.Upper));
        CheckComparable(between.Offset, "BETWEEN", value.Type, lower.Type);
        CheckComparable(between.Offset, "BETWEEN", value.Type, upper.Type);
        if (!MayBeNaN(value) && !MayBeNaN(upper) && value.Base != "char" && lower.Base != "char")
        {
            return new($"({value.Sql} {Negation(between.IsNegated)}BETWEEN {lower.Sql} AND {upper.Sql})", "boolean");
        }

        var both = $"({Compare(">=", value, lower)} AND {Compare("<=", value, upper)})";
        return new(between.IsNegated ? $"(NOT {both})" : both, "boolean");
    }

    private Typed WriteInList(InList list)
    {
        var value = WriteInstant(list.Value);
        var items = list.Items.Select(WriteInstant).ToArray();
        foreach (var item in items)
        {
            CheckComparable(list.Offset, "IN", value.Type, item.Type);
        }

        if (TypeText.Kind(value.Type) is TypeKind.Array or TypeKind.Map or TypeKind.Row || value.Base == "char" || items.Any(item => item.Base == "char") || items.Any(MayBeNaN))
        {
            var any = $"({string.Join(" OR ", items.Select(item => Compare("=", value, item)))})";
            return new(list.IsNegated ? $"(NOT {any})" : any, "boolean");
        }

        return new($"({value.Sql} {Negation(list.IsNegated)}IN ({Join(items.Select(item => item.Sql))}))", "boolean");
    }

    private Typed WriteInQuery(InQuery query)
    {
        var value = Write(query.Value);
        var (text, columns) = WriteNested(query.Query);
        if (columns is [var only])
        {
            CheckComparable(query.Offset, "IN", value.Type, only.Type);
        }

        return new($"({value.Sql} {Negation(query.IsNegated)}IN ({text}))", "boolean");
    }

    private string Compare(string symbol, Typed left, Typed right)
    {
        if (symbol is "=" or "<>" or "!=" && TypeText.Kind(left.Type) is TypeKind.Array or TypeKind.Map or TypeKind.Row && TypeText.Kind(right.Type) == TypeText.Kind(left.Type))
        {
            return symbol == "=" ? Equal(left, right) : $"(NOT {Equal(left, right)})";
        }

        if (left.Base == "char" || right.Base == "char")
        {
            return $"(rtrim({left.Sql}, ' ') {symbol} rtrim({right.Sql}, ' '))";
        }

        var plain = $"({left.Sql} {symbol} {right.Sql})";
        // Who is NaN makes the engine say yes where Trino says no: for a > b it is a, for a < b it is b.
        return symbol switch
        {
            "=" when MayBeNaN(left) && MayBeNaN(right) => $"({plain} AND NOT isnan({left.Sql}))",
            ">" or ">=" when MayBeNaN(left) => $"({plain} AND NOT isnan({left.Sql}))",
            "<" or "<=" when MayBeNaN(right) => $"({plain} AND NOT isnan({right.Sql}))",
            "<>" or "!=" when MayBeNaN(left) && MayBeNaN(right) => $"({plain} OR (isnan({left.Sql}) AND {right.Sql} IS NOT NULL))",
            _ => plain,
        };
    }

    /// <summary>A literal is a number; what is computed or read need not be.</summary>
    private static bool MayBeNaN(Typed value) => TypeText.IsFloating(value.Type) && !value.IsLiteral;

    private string Equal(Typed left, Typed right)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"trino_element{++elements}");
        switch (TypeText.Kind(left.Type))
        {
            case TypeKind.Row when TypeText.Arguments(left.Type!) is { Count: > 0 } fields && TypeText.Arguments(right.Type!) is var others && fields.Count == others.Count:
                return $"({string.Join(" AND ", fields.Select((field, index) => Compare("=", FieldAt(left, index, field), FieldAt(right, index, others[index]))))})";
            case TypeKind.Array when TypeText.Element(left.Type) is not null:
                var same = Compare("=", new($"({left.Sql})[{name}]", TypeText.Element(left.Type)), new($"({right.Sql})[{name}]", TypeText.Element(right.Type)));
                return $"CASE WHEN len({left.Sql}) = len({right.Sql}) THEN trino_all(list_transform(range(1, len({left.Sql}) + 1), lambda {name}: {same})) WHEN {left.Sql} IS NULL OR {right.Sql} IS NULL THEN NULL ELSE false END";
            case TypeKind.Map:
                var value = Compare("=", new($"({left.Sql})[{name}]", TypeText.Element(left.Type)), new($"({right.Sql})[{name}]", TypeText.Element(right.Type)));
                return $"CASE WHEN cardinality({left.Sql}) = cardinality({right.Sql}) THEN trino_all(list_transform(map_keys({left.Sql}), lambda {name}: CASE WHEN list_contains(map_keys({right.Sql}), {name}) THEN {value} ELSE false END)) WHEN {left.Sql} IS NULL OR {right.Sql} IS NULL THEN NULL ELSE false END";
            default:
                return $"({left.Sql} = {right.Sql})";
        }
    }

    /// <summary><c>a bigint</c> is a field with a name, <c>bigint</c> one without.</summary>
    private static Typed FieldAt(Typed row, int index, string field) =>
        new(string.Create(CultureInfo.InvariantCulture, $"struct_extract_at({row.Sql}, {index + 1})"), TypeText.OfField(field));
}
