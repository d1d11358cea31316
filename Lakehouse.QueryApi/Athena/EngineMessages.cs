using System.Text.RegularExpressions;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Errors that only the engine finds, by Trino's name and as Trino words them.</summary>
internal static partial class EngineMessages
{
    /// <summary>Trino's name and text of the engine's message, or null of one that has none.</summary>
    public static (string Name, string Message)? InTrino(string message)
    {
        if (NotAggregate().Match(message) is { Success: true } column)
        {
            return ("EXPRESSION_NOT_AGGREGATE", $"'{column.Groups[1].Value}' must be an aggregate expression or appear in GROUP BY clause");
        }

        if (Ambiguous().Match(message) is { Success: true } name)
        {
            return ("AMBIGUOUS_NAME", $"Column '{name.Groups[1].Value}' is ambiguous");
        }

        if (NotScalar().IsMatch(message))
        {
            return ("EXPRESSION_NOT_SCALAR", "WHERE clause cannot contain aggregations, window functions or grouping operations");
        }

        if (OutOfRange().Match(message) is { Success: true } number)
        {
            var type = number.Groups[2].Value switch { "INT8" => "tinyint", "INT16" => "smallint", "INT32" => "integer", var other => other == "INT64" ? "bigint" : other };
            return ("NUMERIC_VALUE_OUT_OF_RANGE", $"Out of range for {type}: {number.Groups[1].Value}");
        }

        if (DecimalOutOfRange().Match(message) is { Success: true } value)
        {
            return ("INVALID_CAST_ARGUMENT", $"Cannot cast '{value.Groups[1].Value}' to DECIMAL({value.Groups[2].Value}, {value.Groups[3].Value})");
        }

        return message.StartsWith("Overflow in ", StringComparison.Ordinal) ? ("NUMERIC_VALUE_OUT_OF_RANGE", message)
            : message.StartsWith("More than one row returned by a subquery", StringComparison.Ordinal) ? ("SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows")
            : message.StartsWith("date field value out of range", StringComparison.Ordinal) || message.StartsWith("timestamp field value out of range", StringComparison.Ordinal) ? ("INVALID_CAST_ARGUMENT", message)
            : message.StartsWith("Date out of range", StringComparison.Ordinal) || message.StartsWith("Mismatch Function: Strings must be of equal length", StringComparison.Ordinal) ? ("INVALID_FUNCTION_ARGUMENT", message)
            : message.StartsWith("The map key list does not align", StringComparison.Ordinal) ? ("INVALID_FUNCTION_ARGUMENT", "Key and value arrays must be the same length")
            : message.StartsWith("Map keys must be unique", StringComparison.Ordinal) ? ("INVALID_FUNCTION_ARGUMENT", "Duplicate map keys are not allowed")
            : message.StartsWith("Set operations can only apply to expressions with the same number", StringComparison.Ordinal) ? ("TYPE_MISMATCH", "The queries of a set operation have different numbers of fields")
            : null;
    }

    [GeneratedRegex("^column \"([^\"]+)\" must appear in the GROUP BY clause")]
    private static partial Regex NotAggregate();

    [GeneratedRegex("^Ambiguous reference to column name \"([^\"]+)\"")]
    private static partial Regex Ambiguous();

    [GeneratedRegex("^WHERE clause cannot contain (aggregates|window functions)")]
    private static partial Regex NotScalar();

    [GeneratedRegex(@"^Type \w+ with value (\S+) can't be cast because the value is out of range for the destination type (\w+)")]
    private static partial Regex OutOfRange();

    [GeneratedRegex("^Casting value \"([^\"]+)\" to type DECIMAL\\((\\d+),(\\d+)\\) failed")]
    private static partial Regex DecimalOutOfRange();
}
