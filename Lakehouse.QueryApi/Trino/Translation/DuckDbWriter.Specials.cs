using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Functions that no template can write: those that look at a literal, a type, or into a lambda. The longer ones have files of their own.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteSpecial(FunctionCall call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "if":
                return WriteCase(new Case(call.Offset, null, [(arguments[0], arguments[1])], arguments.Count > 2 ? arguments[2] : null));
            case "try":
                var tried = Write(arguments[0]);
                return new($"TRY({tried.Sql})", tried.Type);
            case "typeof":
                return WriteTypeOf(call);
            case "coalesce":
                var choices = arguments.Select(Write).ToArray();
                return new($"coalesce({Join(choices.Select(choice => choice.Sql))})", CommonType(call.Offset, "All COALESCE operands", choices));
            case "nullif":
                var (given, excluded) = (Write(arguments[0]), Write(arguments[1]));
                CheckComparable(call.Offset, "=", given.Type, excluded.Type);
                return new($"nullif({given.Sql}, {excluded.Sql})", given.Type);
            case "greatest" or "least":
                var values = arguments.Select(Write).ToArray();
                // Trino: NULL when any is NULL.
                return new($"CASE WHEN {string.Join(" OR ", values.Select(value => $"{value.Sql} IS NULL"))} THEN NULL ELSE {call.Function}({Join(values.Select(value => value.Sql))}) END", CommonType(call.Offset, $"All arguments of {call.Function}", values));
            case "mod":
                return Operate(call.Offset, "%", Write(arguments[0]), Write(arguments[1]), isKnownNonzero: false);
            case "ceil" or "ceiling" or "floor":
                var whole = Write(arguments[0]);
                var digits = whole.Base == "decimal" ? NumericTypes.Digits(whole.Type!) : null;
                return TypeText.IsInteger(whole.Type) ? whole : new($"{(call.Function == "floor" ? "floor" : "ceil")}({whole.Sql})", digits is var (precision, scale) ? NumericTypes.Decimal(precision - scale + Math.Min(scale, 1), 0) : TypeText.IsFloating(whole.Type) ? whole.Type : null);
            case "sum" or "avg":
                return WriteSumOrAverage(call);
            case "round" or "truncate":
                return WriteRound(call);
            case "concat":
                return WriteConcatenation(call.Offset, [.. arguments.Select(Write)]);
            case "concat_ws":
                var parts = arguments.Select(Write).ToArray();
                return new(parts is [_, { Base: "array" }] ? $"array_to_string(list_filter({parts[1].Sql}, lambda e: e IS NOT NULL), {parts[0].Sql})" : $"concat_ws({Join(parts.Select(part => part.Sql))})", "varchar");
            case "reverse":
                var reversed = Write(arguments[0]);
                return new(reversed.Base == "varbinary" ? $"trino_reverse_bytes({reversed.Sql})" : reversed.Base == "array" ? $"list_reverse({reversed.Sql})" : reversed.Type is null or "varchar" ? $"reverse({reversed.Sql})" : throw Invalid(call.Offset, $"Unexpected parameters ({reversed.Type}) for function reverse"), reversed.Type ?? "varchar");
            case "cardinality":
                var counted = Write(arguments[0]);
                return new(counted.Base == "map" ? $"CAST(cardinality({counted.Sql}) AS BIGINT)" : counted.Base == "array" ? $"len({counted.Sql})" : $"CAST(json_array_length(CASE WHEN typeof({counted.Sql}) LIKE 'MAP(%' THEN to_json(json_keys(to_json({counted.Sql}))) ELSE to_json({counted.Sql}) END) AS BIGINT)", "bigint");
            case "element_at":
                var container = Write(arguments[0]);
                var key = Write(arguments[1]);
                return new(container.Base == "array" ? $"trino_element_at({container.Sql}, {key.Sql})" : $"({container.Sql})[{key.Sql}]", TypeText.Element(container.Type));
            case "array_join":
                var (joined, separator) = (Write(arguments[0]), Write(arguments[1]).Sql);
                var shown = WriteText(new Typed("trino_e", TypeText.Element(joined.Type)));
                return new(arguments.Count == 2 ? $"array_to_string(list_transform(list_filter({joined.Sql}, lambda trino_e: trino_e IS NOT NULL), lambda trino_e: {shown}), {separator})" : $"array_to_string(list_transform({joined.Sql}, lambda trino_e: coalesce({shown}, {Write(arguments[2]).Sql})), {separator})", "varchar");
            case "sign":
                var signed = Write(arguments[0]);
                return new(signed.Base == "decimal" ? $"CAST(sign({signed.Sql}) AS DECIMAL(1,0))" : $"trino_sign({signed.Sql})", signed.Base == "decimal" ? "decimal(1,0)" : signed.Type);
            case "format":
                return WriteFormat(call);
            case "sequence":
                return WriteSequence(call);
            case "regexp_like" or "regexp_count" or "regexp_split" or "regexp_position" or "regexp_extract" or "regexp_extract_all" or "regexp_replace":
                return WriteRegularExpression(call);
            case "json_extract" or "json_extract_scalar" or "json_size" or "json_array_contains":
                return WriteJsonExtract(call);
            case "reduce" or "array_sort" or "zip_with" or "map_filter" or "transform_keys" or "transform_values" or "map" or "map_zip_with":
                return WriteHigherOrder(call);
            default:
                return WriteTime(call);
        }
    }

    private Typed WriteSequence(FunctionCall call)
    {
        var first = Write(call.Arguments[0]);
        var last = Write(call.Arguments[1]);
        var step = call.Arguments.Count > 2 ? Write(call.Arguments[2]) : (Typed?)null;
        if (TypeText.Kind(first.Type) == TypeKind.Moment || TypeText.Kind(step?.Type) is TypeKind.Duration or TypeKind.Months)
        {
            return new($"trino_sequence({first.Sql}, {last.Sql}, {step?.Sql ?? $"CASE WHEN {first.Sql} <= {last.Sql} THEN to_days(1) ELSE to_days(-1) END"})", $"array({first.Type ?? "date"})");
        }

        return new($"trino_series(CAST({first.Sql} AS BIGINT), CAST({last.Sql} AS BIGINT), {(step is { } by ? $"CAST({by.Sql} AS BIGINT)" : $"CASE WHEN {first.Sql} <= {last.Sql} THEN 1 ELSE -1 END")})", "array(bigint)");
    }
}
