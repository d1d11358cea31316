using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>What Trino refuses because of types, where the engine would cast by itself.</summary>
internal sealed partial class DuckDbWriter
{
    private QueryException Mismatch(int offset, string message) => Invalid(offset, $"TYPE_MISMATCH: {message}");

    /// <summary>A value that has to be true or false: of WHERE, AND, CASE WHEN …</summary>
    private string Condition(Expression expression, string place)
    {
        var value = Write(expression);
        return TypeText.Kind(value.Type) is TypeKind.Boolean or TypeKind.Unknown ? value.Sql
            : throw Mismatch(expression.Offset, $"{place} must evaluate to a boolean: actual type {Shown(value.Type)}");
    }

    /// <summary>Text is not compared with numbers, nor dates with text.</summary>
    private void CheckComparable(int offset, string symbol, string? left, string? right)
    {
        var (a, b) = (TypeText.Kind(left), TypeText.Kind(right));
        if (a != TypeKind.Unknown && b != TypeKind.Unknown && a != b)
        {
            throw Mismatch(offset, $"Cannot apply operator: {Shown(left)} {symbol} {Shown(right)}");
        }

        if (a == TypeKind.Json && symbol is not ("=" or "<>" or "!=" or "IN"))
        {
            throw Mismatch(offset, $"Cannot apply operator: {Shown(left)} {symbol} {Shown(right)}");
        }
    }

    /// <summary>The type of values that become one column: branches of CASE, rows of VALUES, elements of an array.</summary>
    /// <exception cref="QueryException">There is no such type.</exception>
    private string? CommonType(int offset, string place, IEnumerable<Typed> values)
    {
        string? common = null;
        var isKnown = true;
        var isFirst = true;
        foreach (var value in values)
        {
            if (value.Sql == "NULL")
            {
                continue;
            }

            if (!isFirst && TypeText.Kind(common) is not TypeKind.Unknown and var kind && TypeText.Kind(value.Type) is not TypeKind.Unknown and var other && kind != other)
            {
                throw Mismatch(offset, $"{place} must be the same type or coercible to a common type. Cannot find common type between {Shown(common)} and {Shown(value.Type)}");
            }

            if (!isFirst && TypeText.Kind(common) == TypeKind.Moment && TypeText.Kind(value.Type) == TypeKind.Moment && TypeText.Zone(common) != TypeText.Zone(value.Type))
            {
                throw NotSupported(offset, $"{place} of different time zones are not available here; give all the same by AT TIME ZONE.");
            }

            common = isFirst ? value.Type : NumericTypes.Common(common, value.Type);
            isKnown &= value.Type is not null;
            isFirst = false;
        }

        return isKnown ? common : null;
    }

    /// <summary>The letters of functions.txt: what an argument may be.</summary>
    private void CheckArguments(FunctionCall call, FunctionRule rule, Typed[] arguments)
    {
        for (var index = 0; index < arguments.Length && rule.Letters.Length > 0; index++)
        {
            var kind = TypeText.Kind(arguments[index].Type);
            if (kind == TypeKind.Unknown || arguments[index].Sql == "NULL" || call.Arguments[index] is Lambda)
            {
                continue;
            }

            var fits = rule.Letters[Math.Min(index, rule.Letters.Length - 1)] switch
            {
                't' => kind == TypeKind.Text,
                'n' => kind == TypeKind.Number,
                'i' => TypeText.IsInteger(arguments[index].Type),
                'd' => kind == TypeKind.Moment,
                'b' => kind == TypeKind.Boolean,
                'a' => kind == TypeKind.Array,
                'm' => kind == TypeKind.Map,
                'y' => kind == TypeKind.Binary,
                'o' => kind == TypeKind.Json,
                'j' => kind is TypeKind.Json or TypeKind.Text,
                'x' => kind is TypeKind.Text or TypeKind.Binary,
                'e' => kind == TypeKind.Duration,
                's' => kind is TypeKind.Number or TypeKind.Duration or TypeKind.Months,
                _ => true,
            };
            if (!fits)
            {
                throw Mismatch(call.Offset, $"Unexpected parameters ({string.Join(", ", arguments.Select(argument => Shown(argument.Type)))}) for function {call.Function}");
            }
        }

        CheckZones(call, rule, arguments);
    }

    /// <summary>Only the functions that know of zones may be given a value that shows another clock than UTC's.</summary>
    private void CheckZones(FunctionCall call, FunctionRule rule, Typed[] arguments)
    {
        if (rule.Kind != FunctionKind.Special && rule.Type is not ['=', ..] && call.Function is not ("count" or "approx_distinct") && arguments.Select(argument => TypeText.Zone(argument.Type)).FirstOrDefault(zone => zone is not null) is { } found)
        {
            throw NotSupported(call.Offset, $"{call.Function} of a value in the time zone {found} is not available here; cast it to timestamp or varchar, or use it in UTC.");
        }
    }

    /// <summary>A type as messages name it; the zone that the translation notes beside it is no part of it.</summary>
    private static string Shown(string? type) => type is null ? "unknown" : TypeText.Zone(type) is { } zone ? type[..^(zone.Length + 3)] : type;
}
