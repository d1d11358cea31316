using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>The function format.</summary>
internal sealed partial class DuckDbWriter
{
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
}
