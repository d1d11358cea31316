using System.Globalization;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Rest;

/// <summary>The columns of a resource: what a request may name, and which values fit them.</summary>
internal sealed class ResourceColumns(string table, IReadOnlyList<TableColumn> columns)
{
    public IReadOnlyList<TableColumn> All => columns;

    /// <summary>The column with a name.</summary>
    /// <exception cref="QueryException">There is none.</exception>
    public TableColumn Find(string name) => columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Refused($"{table} has no column '{name}'.{Suggest(name)} Columns: {string.Join(", ", columns.Select(column => column.Name))}.");

    /// <summary>The column as SQL names it.</summary>
    public static string Sql(TableColumn column) => SqlText.Identifier(column.Name);

    /// <summary>The engine's type of a column whose values can be compared.</summary>
    /// <exception cref="QueryException">Its values cannot.</exception>
    public static string ComparableType(TableColumn column) => column.Type switch
    {
        "varchar" => "VARCHAR",
        "boolean" => "BOOLEAN",
        "tinyint" => "TINYINT",
        "smallint" => "SMALLINT",
        "integer" => "INTEGER",
        "bigint" => "BIGINT",
        "real" => "FLOAT",
        "double" => "DOUBLE",
        "date" => "DATE",
        "timestamp(6)" => "TIMESTAMP",
        "timestamp(6) with time zone" => "TIMESTAMPTZ",
        var type when type.StartsWith("decimal(", StringComparison.Ordinal) => type,
        var type => throw Refused($"The column {column.Name} is {type}: it cannot be compared. Use POST /v1/query."),
    };

    /// <summary>Refuses a text that is no value of the column.</summary>
    /// <exception cref="QueryException">It is not.</exception>
    public static string Check(TableColumn column, string text)
    {
        var isValue = ComparableType(column) switch
        {
            "VARCHAR" => true,
            "BOOLEAN" => text is "true" or "false",
            "TINYINT" => sbyte.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "SMALLINT" => short.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "INTEGER" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "BIGINT" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "FLOAT" or "DOUBLE" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            "DATE" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "TIMESTAMP" or "TIMESTAMPTZ" => text.Length >= 10 && char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
            _ => Fits(column, text),
        };
        return isValue ? text : throw Refused($"The column {column.Name} is {column.Type}; '{Shorten(text)}' is no such value.");
    }

    public static QueryException Refused(string message) => new(Problem.InvalidRequest, message);

    /// <summary>A number of the digits that a decimal has: <c>decimal(9,2)</c>.</summary>
    private static bool Fits(TableColumn column, string text)
    {
        var digits = column.Type["decimal(".Length..^1].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var number = text.TrimStart('-', '+');
        var whole = number.Split('.')[0].TrimStart('0');
        return number.Length > 0 && number.Count(character => character == '.') <= 1 && number.Any(char.IsAsciiDigit) && number.All(character => character == '.' || char.IsAsciiDigit(character)) && whole.Length <= digits[0] - digits[1];
    }

    private string Suggest(string name) => NearestNames.Find(name, columns.Select(column => column.Name)) is { Count: > 0 } nearest ? $" Did you mean {string.Join(" or ", nearest)}?" : "";

    private static string Shorten(string text) => text.Length <= 50 ? text : text[..50] + "…";
}
