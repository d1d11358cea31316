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
            case "coalesce":
                var choices = arguments.Select(Write).ToArray();
                return new($"coalesce({Join(choices.Select(choice => choice.Sql))})", choices.Select(choice => choice.Type).Distinct().ToArray() is [var common] ? common : null);
            case "greatest" or "least":
                var values = arguments.Select(Write).ToArray();
                // Trino: NULL when any is NULL.
                return new($"CASE WHEN {string.Join(" OR ", values.Select(value => $"{value.Sql} IS NULL"))} THEN NULL ELSE {call.Function}({Join(values.Select(value => value.Sql))}) END", values.Select(value => value.Type).Distinct().ToArray() is [var same] ? same : null);
            case "sum" or "avg":
                return WriteSumOrAverage(call);
            case "round" or "truncate":
                return WriteRound(call);
            case "concat":
                return WriteConcatenation([.. arguments.Select(Write)]);
            case "concat_ws":
                var parts = arguments.Select(Write).ToArray();
                return new(parts is [_, { Base: "array" }] ? $"array_to_string(list_filter({parts[1].Sql}, lambda e: e IS NOT NULL), {parts[0].Sql})" : $"concat_ws({Join(parts.Select(part => part.Sql))})", "varchar");
            case "reverse":
                var reversed = Write(arguments[0]);
                return new(reversed.Base == "array" ? $"list_reverse({reversed.Sql})" : reversed.Type is null or "varchar" ? $"reverse({reversed.Sql})" : throw Invalid(call.Offset, $"Unexpected parameters ({reversed.Type}) for function reverse"), reversed.Type ?? "varchar");
            case "cardinality":
                var counted = Write(arguments[0]);
                return new(counted.Base == "map" ? $"CAST(cardinality({counted.Sql}) AS BIGINT)" : counted.Base == "array" ? $"len({counted.Sql})" : $"CAST(json_array_length(CASE WHEN typeof({counted.Sql}) LIKE 'MAP(%' THEN to_json(json_keys(to_json({counted.Sql}))) ELSE to_json({counted.Sql}) END) AS BIGINT)", "bigint");
            case "element_at":
                var container = Write(arguments[0]);
                var isZero = Resolve(arguments[1]) is Literal { Kind: LiteralKind.Integer, Text: "0" };
                return isZero && container.Base is "array" ? throw Invalid(call.Offset, "SQL array indices start at 1") : new($"({container.Sql})[{Write(arguments[1]).Sql}]", TypeText.Element(container.Type));
            case "format":
                return WriteFormat(call);
            case "sequence":
                return WriteSequence(call);
            case "regexp_extract" or "regexp_extract_all" or "regexp_replace":
                return WriteRegularExpression(call);
            case "json_extract" or "json_extract_scalar" or "json_size":
                return WriteJsonExtract(call);
            case "reduce" or "zip_with" or "map_filter" or "transform_keys" or "transform_values" or "map":
                return WriteHigherOrder(call);
            default:
                return WriteTime(call);
        }
    }

    /// <summary>The engine's sum of integers has 128 bits and its average of decimals floating point; Trino's have 64 and the decimal's scale.</summary>
    private Typed WriteSumOrAverage(FunctionCall call)
    {
        var value = Write(call.Arguments[0]);
        var over = WriteFilterAndOver(call);
        var result = $"{call.Function}({(call.IsDistinct ? "DISTINCT " : "")}{value.Sql}){over}";
        if (call.Function == "sum")
        {
            return TypeText.IsInteger(value.Type) ? new($"CAST({result} AS BIGINT)", "bigint")
                : TypeText.IsFloating(value.Type) || value.Base is "decimal" or "interval" ? new(value.Type == "real" ? $"CAST({result} AS FLOAT)" : result, value.Base)
                : new($"cast_to_type({result}, struct_extract({{'i': CAST(0 AS BIGINT), 'o': {result}}}, CASE WHEN typeof({result}) = 'HUGEINT' THEN 'i' ELSE 'o' END))", null);
        }

        var greatest = $"max({value.Sql}){over}";
        return TypeText.IsInteger(value.Type) || value.Type == "double" ? new(result, "double")
            : value.Base is "decimal" or "real" ? new($"cast_to_type({result}, {greatest})", value.Type)
            : new($"cast_to_type({result}, struct_extract({{'d': {greatest}, 'o': CAST(0 AS DOUBLE)}}, CASE WHEN typeof({greatest}) LIKE 'DECIMAL%' OR typeof({greatest}) = 'FLOAT' THEN 'd' ELSE 'o' END))", null);
    }

    /// <summary>A decimal keeps its scale: round(3.14159, 2) is 3.14000.</summary>
    private Typed WriteRound(FunctionCall call)
    {
        var value = Write(call.Arguments[0]);
        var function = call.Function == "round" ? "round" : "trunc";
        if (call.Arguments.Count == 1)
        {
            return new($"{function}({value.Sql})", value.Type);
        }

        var digits = Write(call.Arguments[1]).Sql;
        var rounded = $"{function}({value.Sql}, CAST({digits} AS INTEGER))";
        return value.Type == "double" ? new(rounded, "double") : new($"cast_to_type({rounded}, {value.Sql} + {value.Sql})", value.Type);
    }

    private Typed WriteSequence(FunctionCall call)
    {
        var first = Write(call.Arguments[0]);
        var last = Write(call.Arguments[1]);
        var step = call.Arguments.Count > 2 ? Write(call.Arguments[2]) : (Typed?)null;
        if (first.Base is "date" or "timestamp" or "timestamp with time zone" || step?.Base == "interval")
        {
            return new($"trino_sequence({first.Sql}, {last.Sql}, {step?.Sql ?? $"CASE WHEN {first.Sql} <= {last.Sql} THEN to_days(1) ELSE to_days(-1) END"})", $"array({first.Type ?? "date"})");
        }

        return new($"generate_series(CAST({first.Sql} AS BIGINT), CAST({last.Sql} AS BIGINT), {(step is { } by ? $"CAST({by.Sql} AS BIGINT)" : $"CASE WHEN {first.Sql} <= {last.Sql} THEN 1 ELSE -1 END")})", "array(bigint)");
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

            var value = next < call.Arguments.Count ? Write(call.Arguments[next++]).Sql : throw Invalid(call.Offset, $"Invalid format string: {format} (MissingFormatArgument)");
            arguments.Add(index < format.Length ? format[index] switch
            {
                's' => $"trino_varchar({value})",
                'd' or 'x' or 'X' or 'o' => $"CAST({value} AS BIGINT)",
                'f' or 'e' or 'E' or 'g' => $"CAST({value} AS DOUBLE)",
                var other => throw NotSupported(call.Offset, $"The specifier %{other} of format is not available here."),
            } : throw Invalid(call.Offset, $"Invalid format string: {format}"));
        }

        return new($"printf({Join(arguments.Prepend(SqlText.Literal(format)))})", "varchar");
    }

    private Typed WriteRegularExpression(FunctionCall call)
    {
        var text = Write(call.Arguments[0]).Sql;
        var pattern = Write(call.Arguments[1]).Sql;
        if (call.Function == "regexp_replace")
        {
            if (call.Arguments.Count > 2 && call.Arguments[2] is Lambda)
            {
                throw NotSupported(call.Offset, "regexp_replace with a function is not available here; a replacement text with $1 is.");
            }

            return new($"regexp_replace({text}, {pattern}, {(call.Arguments.Count == 2 ? "''" : WriteReplacement(call, call.Arguments[2]))}, 'g')", "varchar");
        }

        var group = call.Arguments.Count > 2 ? $"CAST({Write(call.Arguments[2]).Sql} AS INTEGER)" : "0";
        if (call.Arguments.Count > 2 && Resolve(call.Arguments[2]) is not Literal { Kind: LiteralKind.Integer })
        {
            throw NotSupported(call.Offset, $"{call.Function} takes the group's number written in the statement.");
        }

        group = call.Arguments.Count > 2 ? ((Literal)Resolve(call.Arguments[2])).Text : group;
        return call.Function == "regexp_extract" ? new($"trino_regexp_extract({text}, {pattern}, {group})", "varchar") : new($"regexp_extract_all({text}, {pattern}, {group})", "array(varchar)");
    }

    /// <summary>Java's <c>$1</c> and <c>\$</c> as RE2's <c>\1</c> and <c>$</c>.</summary>
    private string WriteReplacement(FunctionCall call, Expression replacement)
    {
        if (Resolve(replacement) is not Literal { Kind: LiteralKind.Text, Text: var text })
        {
            return $"regexp_replace(replace({Write(replacement).Sql}, '\\', '\\\\'), '\\$(\\d)', '\\\\\\1', 'g')";
        }

        var converted = new System.Text.StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '$' && index + 1 < text.Length && char.IsAsciiDigit(text[index + 1]))
            {
                converted.Append('\\').Append(text[++index]);
            }
            else if (text[index] == '$')
            {
                throw NotSupported(call.Offset, "Named groups (${name}) in a replacement are not available here; $1 is.");
            }
            else if (text[index] == '\\' && index + 1 < text.Length)
            {
                var escaped = text[++index];
                converted.Append(escaped == '\\' ? "\\\\" : escaped.ToString());
            }
            else
            {
                converted.Append(text[index]);
            }
        }

        return SqlText.Literal(converted.ToString());
    }

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
            case "map_filter":
                var kept = Body(arguments[1], 2, new($"{element}.key", key), new($"{element}.value", item));
                return new($"map_from_entries(list_filter(map_entries({first.Sql}), lambda {element}: {kept.Sql}))", first.Type);
            case "transform_keys":
                var renamed = Body(arguments[1], 2, new($"{element}.key", key), new($"{element}.value", item));
                return new($"map_from_entries(list_transform(map_entries({first.Sql}), lambda {element}: {{'k': {renamed.Sql}, 'v': {element}.value}}))", "map");
            case "transform_values":
                var changed = Body(arguments[1], 2, new($"{element}.key", key), new($"{element}.value", item));
                return new($"map_from_entries(list_transform(map_entries({first.Sql}), lambda {element}: {{'k': {element}.key, 'v': {changed.Sql}}}))", "map");
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
