using System.Text;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Trino.Json;
using Lakehouse.QueryApi.Trino.Json.Paths;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>JSON_EXISTS, JSON_QUERY and JSON_VALUE. Arguments are the value, the path, the variables (<see cref="SqlJsonPath.ReadVariables"/>), and what is done with what the path yields.</summary>
internal static class JsonPathFunctions
{
    private static readonly Compiled<SqlJsonPath> Paths = new(SqlJsonPath.Parse);
    private static readonly Dictionary<string, JsonItem?> None = [];

    /// <summary>The value at hand without blanks, of members with one name the last; it keeps its memory from row to row.</summary>
    [ThreadStatic]
    private static JsonBuffer? document;

    public static IEnumerable<ScalarFunction> All =>
    [
        new("trino_json_exists", [FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text], FunctionType.Boolean, Exists),
        new("trino_json_query", [FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text], FunctionType.Text, Query),
        new("trino_json_item", [FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text], FunctionType.Text, Item),
        new("trino_json_items", [FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text, FunctionType.Text], FunctionType.Texts, Items),
    ];

    /// <summary>Argument 3: TRUE, FALSE, UNKNOWN or ERROR on error.</summary>
    private static void Exists(ColumnVector[] arguments, long row, ResultVector result)
    {
        if (Evaluate(arguments, row, out var failure) is { } items)
        {
            result.Set(row, items.Count > 0);
            return;
        }

        switch (Error(arguments[3].Text(row)!, failure))
        {
            case "UNKNOWN":
                result.SetNull(row);
                break;
            case var answer:
                result.Set(row, answer == "TRUE");
                break;
        }
    }

    /// <summary>Argument 3: WITHOUT, CONDITIONAL, UNCONDITIONAL wrapper or OMIT quotes; 4 and 5: NULL, ERROR, [] or {} on empty and on error.</summary>
    private static void Query(ColumnVector[] arguments, long row, ResultVector result)
    {
        var wrapper = arguments[3].Text(row)!;
        var items = Evaluate(arguments, row, out var failure);
        if (items is [{ Kind: JsonToken.String } text] && wrapper == "OMIT")
        {
            result.SetText(row, text.Text);
        }
        else if (items is { Count: > 0 } && (wrapper == "UNCONDITIONAL" || (wrapper == "CONDITIONAL" && items is not [{ IsArray: true } or { IsObject: true }])))
        {
            result.SetText(row, (byte[])[.. "["u8, .. items.SelectMany((item, index) => (byte[])(index == 0 ? item.Json.ToArray() : [(byte)',', .. item.Json.Span])), .. "]"u8]);
        }
        else if (items is [var single])
        {
            result.SetText(row, single.Json.Span);
        }
        else
        {
            var answer = items is { Count: 0 } ? Error(arguments[4].Text(row)!, "JSON_OUTPUT_CONVERSION_ERROR: conversion from JSON failed: JSON path found no items")
                : Error(arguments[5].Text(row)!, items is null ? failure : "JSON_OUTPUT_CONVERSION_ERROR: conversion from JSON failed: JSON path found multiple items");
            if (answer == "NULL")
            {
                result.SetNull(row);
            }
            else
            {
                result.SetText(row, Encoding.UTF8.GetBytes(answer));
            }
        }
    }

    /// <summary>The text of the one item for a CAST to the type of argument 3; NULL of JSON's null; 4 and 5: NULL or ERROR on empty and on error.</summary>
    private static void Item(ColumnVector[] arguments, long row, ResultVector result)
    {
        if (Read(arguments, row) is [{ } text])
        {
            result.SetText(row, text);
        }
        else
        {
            result.SetNull(row);
        }
    }

    /// <summary>As <see cref="Item"/>, but an array of one; without elements when there is nothing, of two when there is an error.</summary>
    private static void Items(ColumnVector[] arguments, long row, ResultVector result) => result.SetList(row, Read(arguments, row));

    private static byte[]?[] Read(ColumnVector[] arguments, long row)
    {
        string? reason;
        switch (Evaluate(arguments, row, out var failure))
        {
            case null:
                reason = failure;
                break;
            case []:
                Error(arguments[4].Text(row)!, "JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: JSON path found no items");
                return [];
            case [{ Kind: JsonToken.Null }]:
                return [null];
            case [var item] when TryConvert(item, arguments[3].Text(row)!, out var text, out reason):
                return [text];
            case [var item] when item.IsArray || item.IsObject:
                reason = "JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: JSON path found an item that cannot be converted to an SQL value";
                break;
            case [_]:
                reason = "JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: Cannot cast value to declared return type of function JSON_VALUE: " + arguments[3].Text(row);
                break;
            default:
                reason = "JSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON: JSON path found multiple items";
                break;
        }

        Error(arguments[5].Text(row)!, reason!);
        return [null, null];
    }

    private static bool TryConvert(JsonItem item, string type, out byte[]? text, out string? reason)
    {
        text = null;
        reason = null;
        if (item.IsArray || item.IsObject || (item.IsNumber && PathNumber.Read(item) is null))
        {
            return false;
        }

        if (type == "varchar" && (item.IsDecimal || item.Kind == JsonToken.String))
        {
            text = item.IsDecimal ? item.Json.ToArray() : item.Text.ToArray();
            return true;
        }

        try
        {
            text = JsonCast.Read(item.Json.Span, type) is { } read ? Encoding.UTF8.GetBytes(read) : null;
            return true;
        }
        catch (FunctionException)
        {
            return false;
        }
    }

    private static List<JsonItem>? Evaluate(ColumnVector[] arguments, long row, out string failure)
    {
        var buffer = document ??= new JsonBuffer();
        buffer.Clear();
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        if (scanner.Read() == JsonToken.End || !JsonCopy.TryCopy(ref scanner, JsonCopy.Members.LastOfEach, buffer))
        {
            failure = "JSON_INPUT_CONVERSION_ERROR: conversion to JSON failed: malformed input";
            return null;
        }

        var variables = arguments[2].Bytes(row);
        return Paths.Get(arguments[1].Bytes(row)).Evaluate(new JsonItem(buffer.WrittenMemory), variables.IsEmpty ? None : SqlJsonPath.ReadVariables(variables), out failure);
    }

    /// <summary>What is done, unless it is to fail.</summary>
    private static string Error(string behavior, string reason) => behavior == "ERROR" ? throw new FunctionException(reason) : behavior;
}
