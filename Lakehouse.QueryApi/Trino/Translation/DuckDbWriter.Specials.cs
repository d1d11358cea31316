using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Functions that no template can write: those that look at a literal, a type, or into a lambda.</summary>
internal sealed partial class DuckDbWriter
{
    private int elements;

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

    /// <summary>The engine's sum of integers has 128 bits and its average of decimals floating point; Trino's have 64 and the decimal's scale.</summary>
    private Typed WriteSumOrAverage(FunctionCall call)
    {
        var value = Write(call.Arguments[0]);
        // NULL has no type, and the engine averages nothing without one.
        value = value.Sql == "NULL" ? value with { Sql = "CAST(NULL AS DOUBLE)" } : value;
        var over = WriteFilterAndOver(call);
        var result = $"{call.Function}({(call.IsDistinct ? "DISTINCT " : "")}{value.Sql}){over}";
        var digits = value.Base == "decimal" ? NumericTypes.Digits(value.Type!) : null;
        if (call.Function == "sum")
        {
            return TypeText.IsInteger(value.Type) ? new($"CAST({result} AS BIGINT)", "bigint")
                : digits is var (_, scale) ? new(result, NumericTypes.Decimal(38, scale))
                : TypeText.IsFloating(value.Type) || TypeText.Kind(value.Type) is TypeKind.Duration or TypeKind.Months ? new(value.Type == "real" ? $"CAST({result} AS FLOAT)" : result, value.Type)
                : new($"cast_to_type({result}, struct_extract({{'i': CAST(0 AS BIGINT), 'o': {result}}}, CASE WHEN typeof({result}) = 'HUGEINT' THEN 'i' ELSE 'o' END))", null);
        }

        if (digits is var (precision, places))
        {
            // Of the sum's digits, for the engine's average has floating point's 15.
            var sum = $"sum({(call.IsDistinct ? "DISTINCT " : "")}{value.Sql}){over}";
            var count = $"count({(call.IsDistinct ? "DISTINCT " : "")}{value.Sql}){over}";
            return new(Scaled($"trino_half_up({Unscaled(sum, (38, places))}, nullif({count}, 0))", (precision, places)), value.Type);
        }

        var greatest = $"max({value.Sql}){over}";
        return TypeText.IsInteger(value.Type) || value.Type == "double" ? new(result, "double")
            : value.Base is "real" ? new($"cast_to_type({result}, {greatest})", value.Type)
            : new($"cast_to_type({result}, struct_extract({{'d': trino_unless_decimal({greatest}), 'o': CAST(0 AS DOUBLE)}}, CASE WHEN typeof({greatest}) = 'FLOAT' THEN 'd' ELSE 'o' END))", null);
    }

    /// <summary>A decimal keeps its scale: round(3.14159, 2) is 3.14000.</summary>
    private Typed WriteRound(FunctionCall call)
    {
        var value = Write(call.Arguments[0]);
        var function = call.Function == "round" ? "round" : "trunc";
        if (call.Arguments.Count == 1)
        {
            var whole = value.Base == "decimal" ? NumericTypes.Digits(value.Type!) : null;
            return new($"{function}({value.Sql})", whole is var (precision, scale) ? NumericTypes.Decimal(Math.Max(1, precision - scale + (function == "round" ? Math.Min(scale, 1) : 0)), 0) : value.Type);
        }

        var digits = Write(call.Arguments[1]).Sql;
        var rounded = $"{function}({value.Sql}, CAST({digits} AS INTEGER))";
        return value.Type == "double" ? new(rounded, "double") : new($"cast_to_type({rounded}, {value.Sql} + {value.Sql})", value.Base == "decimal" && NumericTypes.Digits(value.Type!) is var (p, s) ? NumericTypes.Decimal(function == "round" ? p + 1 : p, s) : value.Type);
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

    /// <summary>The specifiers of Java's formatter that printf has, too: <c>%s %d %,d %05d %.2f %x %e %%</c>.</summary>
    private Typed WriteFormat(FunctionCall call)
    {
        if (Resolve(call.Arguments[0]) is not Literal { Kind: LiteralKind.Text, Text: var format })
        {
            throw NotSupported(call.Offset, "format takes a pattern that is written in the statement.");
        }

        var arguments = new List<string>();
        var next = 1;
        for (var index = 0; index < format.Length; index++)
        {
            if (format[index] != '%')
            {
                continue;
            }

            while (++index < format.Length && !char.IsAsciiLetter(format[index]) && format[index] is not '%' and not '$')
            {
            }

            if (index < format.Length && format[index] == '%')
            {
                continue;
            }

            var value = next < call.Arguments.Count ? Write(call.Arguments[next++]) : throw Invalid(call.Offset, $"Invalid format string: {format} (MissingFormatArgument)");
            arguments.Add(index < format.Length ? format[index] switch
            {
                's' => $"coalesce({FormatText(call, value)}, 'null')",
                'd' or 'x' or 'X' or 'o' when value.Type is null || TypeText.IsInteger(value.Type) => $"CAST({value.Sql} AS BIGINT)",
                // Halves are rounded up, of the number as it is written: 1.25 to 1.3.
                'f' when TypeText.Kind(value.Type) is TypeKind.Number or TypeKind.Unknown => $"CAST(CAST(CAST({value.Sql} AS VARCHAR) AS DECIMAL(38,{FormatDigits(call, format[..index])})) AS DOUBLE)",
                'd' or 'x' or 'X' or 'o' or 'f' => throw Invalid(call.Offset, $"Invalid format string: {format} (IllegalFormatConversion: {format[index]} != {Shown(value.Type)})"),
                var other => throw NotSupported(call.Offset, $"The specifier %{other} of format is not available here."),
            } : throw Invalid(call.Offset, $"Invalid format string: {format}"));
        }

        return new($"printf({Join(arguments.Prepend(SqlText.Literal(format)))})", "varchar");
    }

    /// <summary>Digits behind the point: 2 of <c>%,.2</c>, 6 where the pattern does not say.</summary>
    private string FormatDigits(FunctionCall call, string pattern)
    {
        var point = pattern.LastIndexOf('.');
        return point < pattern.LastIndexOf('%') ? "6"
            : int.TryParse(pattern.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits <= 15 ? digits.ToString(CultureInfo.InvariantCulture)
            : throw NotSupported(call.Offset, "format shows up to 15 digits behind the point here.");
    }

    /// <summary>A value as Java prints it: floating point in scientific form only where it is large or small.</summary>
    private string FormatText(FunctionCall call, Typed value) => value.Base switch
    {
        "double" or "real" => $"trino_java_number({value.Sql}, {(value.Type == "real" ? "true" : "false")})",
        "timestamp" or "timestamp with time zone" or "time" or "array" or "map" or "row" => throw NotSupported(call.Offset, $"format of {Shown(value.Type)} is not available here; cast it to varchar."),
        _ => WriteText(value),
    };

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
