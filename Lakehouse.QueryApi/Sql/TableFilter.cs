using System.Globalization;
using System.Text;
using System.Text.Json;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Sql;

/// <summary>A condition that every row of a table fulfils which the statement makes use of: files without such a row need not be read.</summary>
/// <param name="Table">The table, as the statement names it.</param>
/// <param name="Text">The condition in DuckDB's SQL over the table's columns, with gaps where parameters stand.</param>
/// <param name="Parameters">The gaps, in ascending order.</param>
internal sealed record TableFilter(string Table, string Text, IReadOnlyList<FilterParameter> Parameters)
{
    /// <summary>Conditions of one table, joined by a word.</summary>
    public static TableFilter Join(string table, IReadOnlyList<TableFilter> filters, string word)
    {
        if (filters.Count == 1)
        {
            return filters[0];
        }

        var text = new StringBuilder();
        var parameters = new List<FilterParameter>();
        foreach (var filter in filters)
        {
            text.Append(text.Length == 0 ? "(" : word);
            var shift = text.Length;
            parameters.AddRange(filter.Parameters.Select(parameter => parameter with { Offset = parameter.Offset + shift }));
            text.Append(filter.Text);
        }

        return new TableFilter(table, text.Append(')').ToString(), parameters);
    }

    /// <summary>The condition with the parameters' values; null when a value is missing or is no scalar.</summary>
    public string? Fill(JsonElement? values)
    {
        if (Parameters.Count == 0)
        {
            return Text;
        }

        var filled = new StringBuilder();
        var start = 0;
        foreach (var parameter in Parameters)
        {
            if (Find(values, parameter.Name) is not { } value || Literal(value) is not { } literal)
            {
                return null;
            }

            filled.Append(Text, start, parameter.Offset - start).Append(literal);
            start = parameter.Offset;
        }

        return filled.Append(Text, start, Text.Length - start).ToString();
    }

    private static JsonElement? Find(JsonElement? values, string name) => values switch
    {
        { ValueKind: JsonValueKind.Array } list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= list.GetArrayLength() => list[number - 1],
        { ValueKind: JsonValueKind.Object } named when named.TryGetProperty(name, out var value) => value,
        _ => null,
    };

    /// <summary>The value as <see cref="StatementParameters"/> binds it.</summary>
    private static string? Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        // A text that SQL text cannot hold says nothing about files.
        JsonValueKind.String => value.GetString()!.Contains('\0', StringComparison.Ordinal) ? null : SqlText.Literal(value.GetString()!),
        JsonValueKind.Number when value.TryGetInt64(out var integer) => integer.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number => $"CAST({SqlText.Literal(value.GetRawText())} AS DOUBLE)",
        _ => null,
    };
}

/// <summary>A place in a condition where a parameter's value belongs.</summary>
/// <param name="Offset">Where in the text.</param>
/// <param name="Name">The parameter's name, or its number from 1.</param>
internal sealed record FilterParameter(int Offset, string Name);
