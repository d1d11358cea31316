using System.Text;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Function calls by functions.txt.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed WriteCall(FunctionCall call)
    {
        var rules = FunctionTable.Find(call.Function);
        if (rules.Count == 0)
        {
            throw call.Function.StartsWith("st_", StringComparison.Ordinal)
                ? NotSupported(call.Offset, $"The function {call.Function} is not available here: geospatial functions are not in the engine.")
                : Invalid(call.Offset, $"Function '{call.Function}' not registered");
        }

        var rule = rules.FirstOrDefault(candidate => call.Arguments.Count >= candidate.Least && call.Arguments.Count <= candidate.Most)
            ?? throw Invalid(call.Offset, $"Unexpected parameters ({call.Arguments.Count}) for function {call.Function}. Expected: {string.Join(", ", rules.Select(Expected))}");
        if (rule.Kind == FunctionKind.Refused)
        {
            throw NotSupported(call.Offset, $"The function {call.Function} is not available here: {rule.Template}.");
        }

        CheckModifiers(call, rule);
        if (rule.Kind == FunctionKind.Special)
        {
            if (rule.Letters.Length > 0)
            {
                CheckArguments(call, rule, [.. call.Arguments.Select(argument => argument is Lambda ? default : WriteInstant(argument))]);
            }

            return WriteSpecial(call);
        }

        if (call is { Function: "contains", Arguments: [var network, Cast { Type.Base: "ipaddress", IsTry: false, Value: var address }] })
        {
            return new($"trino_network_contains({Write(network).Sql}, CAST({Write(address).Sql} AS VARCHAR))", "boolean");
        }

        var arguments = WriteArguments(call);
        CheckArguments(call, rule, arguments);
        var type = call.Function == "map_entries" && arguments[0].Base == "map"
            ? TypeText.Arguments(arguments[0].Type!) is [var key, var value] ? $"array(row(key {key}, value {value}))" : "array(row)"
            : call.Function == "approx_percentile" && arguments[1].Base == "array" ? arguments[0].Type is { } values ? $"array({values})" : "array"
            : TypeOf(rule, arguments);
        return new(Fill(rule.Template, call, arguments), type);
    }

    private static string Expected(FunctionRule rule) => rule.Least == rule.Most ? $"{rule.Least} arguments" : rule.Most == int.MaxValue ? $"{rule.Least} or more arguments" : $"{rule.Least} to {rule.Most} arguments";

    private void CheckModifiers(FunctionCall call, FunctionRule rule)
    {
        var isAggregate = rule.Kind == FunctionKind.Aggregate || call.Function is "sum" or "avg";
        if (rule.Kind == FunctionKind.Window && call.Over is null)
        {
            throw Invalid(call.Offset, $"Window function {call.Function} requires an OVER clause");
        }

        if (!isAggregate && (call.IsDistinct || call.Filter is not null || call.OrderBy.Count > 0))
        {
            throw Invalid(call.Offset, $"{(call.IsDistinct ? "DISTINCT" : call.Filter is not null ? "FILTER" : "ORDER BY")} is only for aggregates: {call.Function} is none");
        }

        if (!isAggregate && rule.Kind != FunctionKind.Window && call.Over is not null)
        {
            throw Invalid(call.Offset, $"Unknown window function: {call.Function}");
        }

        if (call.IsStar && call.Function != "count")
        {
            throw Invalid(call.Offset, $"Unexpected parameters (*) for function {call.Function}");
        }
    }

    private Typed[] WriteArguments(FunctionCall call)
    {
        var arguments = new Typed[call.Arguments.Count];
        for (var index = 0; index < arguments.Length; index++)
        {
            // A lambda's parameter is an element of the array in front of it.
            arguments[index] = call.Arguments[index] is Lambda lambda
                ? WriteLambda(lambda, TypeText.Element(arguments[0].Type))
                : Write(call.Arguments[index]);
        }

        return arguments;
    }

    private Typed WriteLambda(Lambda lambda, string? elementType)
    {
        var outer = scope;
        scope = new Scope(outer);
        foreach (var parameter in lambda.Parameters)
        {
            scope.Parameters[parameter.Text] = new(Identifier(parameter), elementType);
        }

        var body = Write(lambda.Body);
        scope = outer;
        return new($"lambda {Join(lambda.Parameters.Select(Identifier))}: {body.Sql}", body.Type);
    }

    private string Fill(string template, FunctionCall call, Typed[] arguments)
    {
        var text = new StringBuilder();
        for (var index = 0; index < template.Length; index++)
        {
            // A dollar in quotes is the template's own: '\$'.
            if (template[index] != '$' || index + 1 == template.Length)
            {
                text.Append(template[index]);
                continue;
            }

            var mark = template[++index];
            switch (mark)
            {
                case '*':
                    text.Append(call.IsStar ? "*" : Join(arguments.Select(argument => argument.Sql)));
                    break;
                case 'D':
                    text.Append(call.IsDistinct ? "DISTINCT " : "");
                    // What follows D is the argument's number without a dollar: $D1, $D*.
                    var number = template[++index];
                    text.Append(number == '*' ? call.IsStar ? "*" : Join(arguments.Select(argument => argument.Sql)) : arguments[number - '1'].Sql);
                    break;
                case 'O':
                    text.Append(WriteOrder(call.OrderBy));
                    break;
                case 'N':
                    text.Append(call.IgnoresNulls ? " IGNORE NULLS" : "");
                    break;
                case 'W':
                    text.Append(WriteFilterAndOver(call));
                    break;
                case >= '1' and <= '9':
                    text.Append(arguments[mark - '1'].Sql);
                    break;
                default:
                    text.Append('$').Append(mark);
                    break;
            }
        }

        return text.ToString();
    }

    private string WriteFilterAndOver(FunctionCall call)
    {
        var filter = call.Filter is { } condition ? $" FILTER (WHERE {Condition(condition, "FILTER clause")})" : "";
        return filter + call.Over switch
        {
            null => "",
            { IsNameOnly: true, Base: { } name } => $" OVER {Identifier(name)}",
            var window => $" OVER ({WriteWindow(window)})",
        };
    }

    private static string? TypeOf(FunctionRule rule, Typed[] arguments) => rule.Type switch
    {
        ['=', var number] => arguments[number - '1'].Type,
        "*" => arguments.Select(argument => argument.Type).Aggregate(NumericTypes.Common) ?? arguments[0].Base,
        ['e', var number and >= '1' and <= '9'] => TypeText.Element(arguments[number - '1'].Type),
        var type => type,
    };
}
