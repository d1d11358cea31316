using System.Globalization;
using System.Numerics;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>
/// typeof: Trino's name of an expression's type, with the length of texts, which the translation needs nowhere else: <c>varchar(3)</c> of <c>'abc'</c>.
/// A name is given only where each part of the expression tells its own; what stands in between is not guessed.
/// </summary>
internal sealed partial class DuckDbWriter
{
    private const string UnknownType = "unknown";

    private Typed WriteTypeOf(FunctionCall call)
    {
        var argument = call.Arguments[0];
        // The engine binds the expression, so that a wrong one is told, and does not compute it.
        var value = WriteInstant(argument);
        var name = NameOf(argument)
            ?? throw (argument is Name { Identifier: var missing } && scope.Parameter(missing) is null && scope.HasNo(missing.Text)
                ? Invalid(argument.Offset, $"Column '{missing.Text.ToLowerInvariant()}' cannot be resolved")
                : NotSupported(call.Offset, "typeof of this expression is not available here: Trino's type of it is not known with certainty (the length of a computed text, a lambda's parameter, a column of a subquery); typeof(CAST(x AS type)) is."));
        return new($"CASE WHEN typeof({value.Sql}) IS NOT NULL THEN {SqlText.Literal(name)} END", "varchar");
    }

    private string? NameOf(Expression expression) => expression switch
    {
        Literal { Kind: LiteralKind.Null } => UnknownType,
        Literal { Kind: LiteralKind.Text, Text: var text } => $"varchar({text.EnumerateRunes().Count()})",
        Literal or IntervalLiteral or Grouping => Write(expression).Type,
        TypedLiteral => Whole(Shown(Write(expression).Type), isTextKnown: true),
        Parameter => Resolve(expression) is var value && value is Parameter ? null : NameOf(value),
        Cast cast => TypeWriter.FullName(cast.Type),
        Unary { Operator: '-', Operand: Literal { Kind: LiteralKind.Integer, Text: "2147483648" } } => "integer",
        Unary unary => NameOf(unary.Operand),
        Chain chain => NameOfChain(chain),
        Logical or Not or Comparison or Quantified or Between or InList or InQuery or Like or IsNull or IsDistinct or Exists or JsonPathCall { Function: "JSON_EXISTS" } => "boolean",
        JsonPathCall json => json.Returning is { } returned ? TypeWriter.FullName(returned) : "varchar",
        Name { Identifier: var name } => scope.Parameter(name) is not null ? scope.ParameterName(name) : hasMergedColumns ? null : NameOfColumn(null, name.Text),
        Dereference { Base: Name { Identifier: var alias } } column when scope.Parameter(alias) is null && scope.HasRelation(alias.Text) => NameOfColumn(alias.Text, column.Field.Text),
        Dereference field => TypeText.Field(NameOf(field.Base), field.Field.Text),
        Subscript subscript => TypeText.Element(NameOf(subscript.Value)),
        RowConstructor row => row.Items.Select(NameOf).ToArray() is var items && items.All(item => item is not null) ? $"row({Join(items!)})" : null,
        ArrayConstructor array => array.Items.Count == 0 ? $"array({UnknownType})" : CommonName(array.Items) is { } element ? $"array({element})" : null,
        Case conditional => CommonName([.. conditional.Branches.Select(branch => branch.Then), .. conditional.Otherwise is { } otherwise ? new[] { otherwise } : []]),
        AtTimeZone zoned => NameOf(zoned.Value) is { } moment && TypeText.Base(moment) is "timestamp" or "timestamp with time zone" ? TypeText.Moment("timestamp with time zone", TypeText.Precision(moment)) : null,
        Extract => "bigint",
        Trim { Value: var trimmed } => Varchar(NameOf(trimmed)),
        CurrentValue { Name: "CURRENT_DATE" or "CURRENT_TIMESTAMP" or "LOCALTIMESTAMP" } => Write(expression).Type,
        FunctionCall call => NameOfCall(call),
        _ => null,
    };

    /// <summary>A table's column is what the catalog says; of another relation's the translation knows all but the length of texts.</summary>
    private string? NameOfColumn(string? alias, string column) => scope.Find(alias, column) is var (type, isOfTable) ? Whole(type, isOfTable) : null;

    /// <summary>The type, if all in it is told.</summary>
    private static string? Whole(string? type, bool isTextKnown)
    {
        var parts = TypeText.Arguments(type ?? "");
        var isWhole = TypeText.Base(type) switch
        {
            "varchar" => isTextKnown,
            "char" => isTextKnown && parts.Count == 1,
            "decimal" => parts.Count == 2,
            "array" or "map" => parts.Count > 0 && parts.All(part => Whole(part, isTextKnown) is not null),
            "row" => parts.Count > 0 && parts.All(part => Whole(TypeText.OfField(part), isTextKnown) is not null),
            _ => TypeText.Kind(type) != TypeKind.Unknown,
        };
        return isWhole ? type : null;
    }

    private static string? Varchar(string? type) => TypeText.Base(type) == "varchar" ? type : null;

    private string? NameOfChain(Chain chain)
    {
        var first = NameOf(chain.First);
        if (chain.Rest[0].Operator == "||")
        {
            return NameOfConcatenation([chain.First, .. chain.Rest.Select(item => item.Operand)]);
        }

        foreach (var (symbol, operand) in chain.Rest)
        {
            first = first is not null and not UnknownType && NameOf(operand) is { } second and not UnknownType ? Shown(Operate(chain.Offset, symbol, new("1", first), new("1", second), isKnownNonzero: false).Type) : null;
        }

        return Whole(first, isTextKnown: false);
    }

    /// <summary>Texts joined have no length: that is Trino's concat.</summary>
    private string? NameOfConcatenation(IReadOnlyList<Expression> operands)
    {
        var names = operands.Select(NameOf).ToArray();
        return names.All(name => TypeText.Base(name) == "varchar") ? "varchar"
            : names.All(name => name == "varbinary" || (TypeText.Base(name) == "array" && name == names[0])) ? names[0] : null;
    }

    private string? CommonName(IEnumerable<Expression> expressions) => expressions.Select(NameOf).Aggregate((left, right) => CommonName(left, right));

    private static string? CommonName(string? left, string? right) => (TypeText.Base(left), TypeText.Base(right)) switch
    {
        (null, _) or (_, null) => null,
        _ when left == right || right == UnknownType => left,
        (UnknownType, _) => right,
        ("varchar", "varchar") => TypeText.Arguments(left!) is [var a] && TypeText.Arguments(right!) is [var b] ? int.Parse(a, CultureInfo.InvariantCulture) > int.Parse(b, CultureInfo.InvariantCulture) ? left : right : "varchar",
        ("array", "array") => CommonName(TypeText.Element(left), TypeText.Element(right)) is { } element ? $"array({element})" : null,
        _ => Whole(NumericTypes.Common(left, right), isTextKnown: false),
    };

    private string? NameOfCall(FunctionCall call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "if":
                return CommonName(arguments.Skip(1));
            case "coalesce" or "greatest" or "least":
                return CommonName(arguments);
            case "concat":
                return NameOfConcatenation(arguments);
            case "typeof" or "translate" or "normalize" or "format" or "date_format" or "format_datetime" or "json_format" or "from_utf8" or "to_hex" or "to_base64" or "array_join" or "listagg":
                return "varchar";
            case "replace" when arguments.Count == 3:
                // As long as when the text is put in front of each character and behind the last.
                return NameOfReplaced(arguments[0], arguments[2], (length, other) => length + (other * (length + 1)));
            case "regexp_replace" when arguments.Count == 3:
                return arguments[2] is Lambda ? null : NameOfReplaced(arguments[0], arguments[2], (length, other) => length + (BigInteger.Max(length * other / 2, other) * (length + 1)));
            case "lower" or "upper" or "ltrim" or "rtrim" or "trim" or "substr" or "substring" or "reverse" or "split_part" or "replace" or "regexp_replace" or "regexp_extract":
                return Varchar(NameOf(arguments[0]));
            case "split" or "regexp_split" or "regexp_extract_all":
                return Varchar(NameOf(arguments[0])) is { } part ? $"array({part})" : null;
            case "soundex":
                return "varchar(4)";
            case "transform" when arguments is [_, Lambda { Parameters: [var parameter] } lambda]:
                return NameOfLambda(lambda, parameter, TypeText.Element(NameOf(arguments[0]))) is { } changed ? $"array({changed})" : null;
            case "array_agg" or "set_agg":
                return NameOf(arguments[0]) is { } item ? $"array({item})" : null;
            case "map_agg":
                return NameOf(arguments[0]) is { } key && NameOf(arguments[1]) is { } value ? $"map({key}, {value})" : null;
            case "map" when arguments.Count == 2:
                return TypeText.Element(NameOf(arguments[0])) is { } keys && TypeText.Element(NameOf(arguments[1])) is { } values ? $"map({keys}, {values})" : null;
            case "element_at":
                return TypeText.Element(NameOf(arguments[0]));
            // Of the first argument's type, whatever the others are.
            case "try" or "nullif" or "max_by" or "min_by" or "filter" or "slice" or "trim_array" or "array_sort" or "nth_value" or "lag" or "lead" when arguments.Count == (call.Function == "slice" ? 3 : Math.Min(arguments.Count, 2)):
                return NameOf(arguments[0]);
            case "ceil" or "ceiling" or "floor" or "sum" or "avg" or "round" or "truncate" or "sign":
                return NameByArgument(call, 0);
            case "date_trunc":
                return NameByArgument(call, 1);
            case "date_add":
                return NameByArgument(call, 2);
            case "cardinality" or "date_diff" or "json_size" or "json_extract" or "date" or "last_day_of_month" or "date_parse" or "parse_datetime" or "from_unixtime":
                return Shown(Write(call).Type);
            default:
                return Fields.ContainsKey(call.Function) ? "bigint" : NameByRule(call);
        }
    }

    private string? NameOfReplaced(Expression text, Expression replacement, Func<BigInteger, BigInteger, BigInteger> length) =>
        Length(NameOf(text)) is { } first && Length(NameOf(replacement)) is { } second
            ? length(first, second) is var longest && longest < int.MaxValue ? $"varchar({longest.ToString(CultureInfo.InvariantCulture)})" : "varchar"
            : null;

    private static BigInteger? Length(string? name) => TypeText.Base(name) != "varchar" ? null
        : TypeText.Arguments(name!) is [var length] ? BigInteger.Parse(length, CultureInfo.InvariantCulture) : int.MaxValue;

    private string? NameOfLambda(Lambda lambda, Identifier parameter, string? type)
    {
        if (type is null)
        {
            return null;
        }

        var outer = scope;
        scope = new Scope(outer);
        scope.Parameters[parameter.Text] = new(Identifier(parameter), type);
        scope.ParameterNames[parameter.Text] = type;
        var name = NameOf(lambda.Body);
        scope = outer;
        return name;
    }

    /// <summary>The translation's type is Trino's if that of the argument which it is made of is.</summary>
    private string? NameByArgument(FunctionCall call, int index) =>
        NameOf(call.Arguments[index]) is { } name && name == Shown(Write(call.Arguments[index]).Type) ? Whole(Shown(Write(call).Type), isTextKnown: false) : null;

    private string? NameByRule(FunctionCall call) => FunctionTable.Find(call.Function).FirstOrDefault(rule => call.Arguments.Count >= rule.Least && call.Arguments.Count <= rule.Most)?.Type switch
    {
        "=1" => call.Arguments.Count == 1 ? NameOf(call.Arguments[0]) : null,
        "e1" => TypeText.Element(NameOf(call.Arguments[0])),
        var type => Whole(type, isTextKnown: false),
    };
}
