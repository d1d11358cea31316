using System.Text.Json;
using System.Text.RegularExpressions;
using Lakehouse.Pipelines.Incremental;
using static Lakehouse.Pipelines.Sql.TypeNames;

namespace Lakehouse.Pipelines.Binding;

/// <summary>Finds casts that no engine has, or that give other values in Spark.</summary>
internal static partial class CastRules
{
    /// <summary>Digits behind the point from which a DOUBLE is rounded alike, since its own digits end before.</summary>
    private const int ExactScale = 12;

    public static IEnumerable<string> Faults(JsonElement cast, ExpressionTypes types)
    {
        var value = cast.Part("child")!.Value;
        var target = cast.Part("cast_type")!.Value;
        var to = target.Text("id");
        if (types.Of(value) is not { } from)
        {
            yield break;
        }

        if (!IsPossible(from, to))
        {
            yield return $"DuckDB and Spark do not both have a CAST of {from} to {Shown(to)}. Take another type, or compute the value.";
        }
        else if (from == "VARCHAR" && value.Text("class") == "CONSTANT" && to is "DATE" or "TIMESTAMP" && value.Part("value")?.Text("value") is { } text && !(to == "DATE" ? Date() : Timestamp()).IsMatch(text))
        {
            yield return $"'{text}' is another {to} in Spark than in DuckDB, or none. Write it as {(to == "DATE" ? "2024-02-29" : "2024-02-29 12:30:00, without a zone")}.";
        }
        else if (from == "VARCHAR" && IsInteger(to) && cast.Part("try_cast") is { ValueKind: JsonValueKind.True })
        {
            yield return $"TRY_CAST of a text to {to} makes 2 of '1.5' and 1000 of '1e3' in DuckDB, and NULL in Spark. Write TRY_CAST(round(TRY_CAST(… AS DECIMAL(38,9))) AS {to}).";
        }
        else if (from == "FLOAT" && to == "DECIMAL")
        {
            yield return "CAST of a FLOAT to DECIMAL shows the FLOAT's inexact digits in DuckDB (1.5000000512) and not in Spark. Write CAST(CAST(… AS DOUBLE) AS DECIMAL(38,12)).";
        }
        else if (from == "DOUBLE" && to == "DECIMAL" && Scale(target) is < ExactScale and var scale)
        {
            yield return $"CAST of a DOUBLE to {scale} digits behind the point gives another number in Spark where the digits end in 5 (1.005). Write CAST(CAST(… AS DECIMAL(38,12)) AS DECIMAL(p,{scale})).";
        }
        else if (IsDecimal(from) && to == "FLOAT")
        {
            yield return $"CAST of a {from} to FLOAT ends in another digit in Spark. Write CAST(CAST(… AS DOUBLE) AS FLOAT).";
        }
    }

    /// <summary>Whether both engines have the cast. Types that models do not have, such as HUGEINT, are left to other rules.</summary>
    private static bool IsPossible(string from, string to) => from switch
    {
        "BOOLEAN" => to is not ("BLOB" or "DATE" or "TIMESTAMP"),
        "VARCHAR" => to != "BLOB",
        "BLOB" => to is "BLOB" or "VARCHAR",
        "DATE" => to is "DATE" or "TIMESTAMP" or "VARCHAR",
        "TIMESTAMP" => to is "DATE" or "TIMESTAMP" or "VARCHAR",
        _ when IsInteger(from) || IsDecimal(from) || from is "FLOAT" or "DOUBLE" => to is not ("BLOB" or "DATE" or "TIMESTAMP"),
        _ => true,
    };

    private static string Shown(string type) => type == "BLOB" ? "BINARY" : type;

    /// <summary><c>{"id":"DECIMAL","type_info":{"width":8,"scale":2,…}}</c></summary>
    private static int? Scale(JsonElement type) => type.Part("type_info")?.Part("scale") is { ValueKind: JsonValueKind.Number } scale ? scale.GetInt32() : null;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{1,6})?)?\z")]
    private static partial Regex Timestamp();
}
