using System.Globalization;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Functions with lambdas that the engine has not, or takes otherwise.</summary>
internal sealed partial class DuckDbWriter
{
    private int elements;

    /// <summary>Functions whose lambdas have several parameters: those become fields of the element at hand.</summary>
    private Typed WriteHigherOrder(FunctionCall call)
    {
        var arguments = call.Arguments;
        var first = Write(arguments[0]);
        var types = TypeText.Base(first.Type) == "map" ? TypeText.Arguments(first.Type!) : [];
        var key = types.Count == 2 ? types[0] : null;
        // A name of its own for each: lambdas stand inside lambdas.
        var element = string.Create(CultureInfo.InvariantCulture, $"trino_element{++elements}");
        var item = types.Count == 2 ? types[1] : TypeText.Element(first.Type);
        switch (call.Function)
        {
            case "map":
                var mapped = Write(arguments[1]);
                return new($"map({first.Sql}, {mapped.Sql})", TypeText.Element(first.Type) is { } keyType && TypeText.Element(mapped.Type) is { } valueType ? $"map({keyType}, {valueType})" : "map");
            case "array_sort":
                var comparison = Body(arguments[1], 2, new($"{element}a[{element}j]", item), new($"{element}a[{element}i]", item));
                return comparison.Type is null || TypeText.IsInteger(comparison.Type) ? new(WriteSort(first, element, comparison), first.Type)
                    : throw Mismatch(arguments[1].Offset, $"Unexpected parameters (a comparator that returns {Shown(comparison.Type)}) for function array_sort: it returns -1, 0 or 1");
            case "map_filter":
                var kept = Body(arguments[1], 2, new($"{element}.key", key), new($"{element}.value", item));
                return new($"map_from_entries(list_filter(map_entries({first.Sql}), lambda {element}: {kept.Sql}))", first.Type);
            case "transform_keys":
                var renamed = Body(arguments[1], 2, new($"{element}.key", key), new($"{element}.value", item));
                return new($"map_from_entries(list_transform(map_entries({first.Sql}), lambda {element}: {{'k': {renamed.Sql}, 'v': {element}.value}}))", "map");
            case "transform_values":
                var changed = Body(arguments[1], 2, new($"{element}.key", key), new($"{element}.value", item));
                return new($"map_from_entries(list_transform(map_entries({first.Sql}), lambda {element}: {{'k': {element}.key, 'v': {changed.Sql}}}))", "map");
            case "map_zip_with":
                var other = Write(arguments[1]);
                var otherType = TypeText.Base(other.Type) == "map" && TypeText.Arguments(other.Type!) is [_, var valueOfOther] ? valueOfOther : null;
                var combined = Body(arguments[2], 3, new(element, key), new($"({first.Sql})[{element}]", item), new($"({other.Sql})[{element}]", otherType));
                return new($"map_from_entries(list_transform(trino_distinct(list_concat(map_keys({first.Sql}), map_keys({other.Sql}))), lambda {element}: {{'k': {element}, 'v': {combined.Sql}}}))", key is not null && combined.Type is not null ? $"map({key}, {combined.Type})" : "map");
            case "zip_with":
                var second = Write(arguments[1]);
                var zipped = Body(arguments[2], 2, new($"({first.Sql})[{element}]", item), new($"({second.Sql})[{element}]", TypeText.Element(second.Type)));
                return new($"list_transform(range(1, greatest(len({first.Sql}), len({second.Sql})) + 1), lambda {element}: {zipped.Sql})", zipped.Type is null ? "array" : $"array({zipped.Type})");
            default:
                // reduce: the state travels as a field beside the element, since the engine's own reduce wants both of one type.
                var initial = Write(arguments[1]);
                var step = Body(arguments[2], 2, new($"{element}.s", initial.Type), new($"{element}n.x", item));
                var state = $"struct_extract(list_reduce(list_transform({first.Sql}, lambda {element}: {{'s': {initial.Sql}, 'x': {element}}}), lambda {element}, {element}n: {{'s': {step.Sql}, 'x': {element}n.x}}, {{'s': {initial.Sql}, 'x': NULL}}), 's')";
                return Body(arguments[3], 1, new Typed(state, initial.Type));
        }
    }

    /// <summary>
    /// The engine's sort takes no comparator: an element stands behind as many as are less than it, equal ones in the order they came in, as Java's stable sort has it.
    /// </summary>
    private static string WriteSort(Typed array, string element, Typed comparison) =>
        $"list_transform([{array.Sql}], lambda {element}a: list_transform(list_sort(list_transform(range(1, trino_sortable(len({element}a)) + 1), lambda {element}i: "
        + $"{{'less': len(list_filter(range(1, len({element}a) + 1), lambda {element}j: CASE WHEN {element}j = {element}i THEN false ELSE trino_comparison({comparison.Sql}) < 0 END)), 'place': {element}i}}), 'ASC'), lambda {element}i: {element}a[{element}i.place]))[1]";

    private Typed Body(Expression expression, int count, params ReadOnlySpan<Typed> parameters)
    {
        if (expression is not Lambda lambda || lambda.Parameters.Count != count)
        {
            throw Invalid(expression.Offset, string.Create(CultureInfo.InvariantCulture, $"A lambda with {count} parameters stands here."));
        }

        var outer = scope;
        scope = new Scope(outer);
        for (var index = 0; index < count; index++)
        {
            scope.Parameters[lambda.Parameters[index].Text] = parameters[index];
        }

        var body = Write(lambda.Body);
        scope = outer;
        return body;
    }
}
