using System.Globalization;
using System.Text;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Trino.Json;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>Trino's functions that read JSON. What is not JSON gives NULL, but for <c>json_parse</c> and <c>is_json_scalar</c>, which fail.</summary>
internal static class JsonFunctions
{
    private static readonly Compiled<JsonSteps> Paths = new(JsonSteps.Parse);

    public static IEnumerable<ScalarFunction> All =>
    [
        new("trino_json_parse", [FunctionType.Text], FunctionType.Json, Parse),
        new("trino_is_json_scalar", [FunctionType.Text], FunctionType.Boolean, IsScalar),
        new("trino_json_extract", [FunctionType.Text, FunctionType.Text], FunctionType.Json, Extract),
        new("trino_json_extract_scalar", [FunctionType.Text, FunctionType.Text], FunctionType.Text, ExtractScalar),
        new("trino_json_size", [FunctionType.Text, FunctionType.Text], FunctionType.Bigint, Size),
        new("trino_json_array_length", [FunctionType.Text], FunctionType.Bigint, ArrayLength),
        new("trino_json_array_get", [FunctionType.Text, FunctionType.Bigint], FunctionType.Json, ArrayGet),
        new("trino_json_array_contains", [FunctionType.Text, FunctionType.Text], FunctionType.Boolean, (arguments, row, result) => ArrayContains(arguments, row, result, IsText)),
        new("trino_json_array_contains", [FunctionType.Text, FunctionType.Bigint], FunctionType.Boolean, (arguments, row, result) => ArrayContains(arguments, row, result, IsInteger)),
        new("trino_json_array_contains", [FunctionType.Text, FunctionType.Double], FunctionType.Boolean, (arguments, row, result) => ArrayContains(arguments, row, result, IsDouble)),
        new("trino_json_array_contains", [FunctionType.Text, FunctionType.Boolean], FunctionType.Boolean, (arguments, row, result) => ArrayContains(arguments, row, result, IsBoolean)),
    ];

    /// <summary>Whether an element of an array is the value of argument 1.</summary>
    private delegate bool ElementTest(in JsonScanner element, ColumnVector wanted, long row);

    private static void Parse(ColumnVector[] arguments, long row, ResultVector result)
    {
        var text = arguments[0].Bytes(row);
        var scanner = new JsonScanner(text);
        if (scanner.Read() is JsonToken.End || !JsonCopy.TryCopy(ref scanner, JsonCopy.Members.Ordered, result.Buffer) || scanner.Read() != JsonToken.End)
        {
            throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{Encoding.UTF8.GetString(text)}'");
        }

        result.SetText(row);
    }

    private static void IsScalar(ColumnVector[] arguments, long row, ResultVector result)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        var isScalar = scanner.Read() is not (JsonToken.StartArray or JsonToken.StartObject);
        if (!scanner.Skip() || scanner.Read() != JsonToken.End)
        {
            throw new FunctionException($"INVALID_FUNCTION_ARGUMENT: Invalid JSON value: {arguments[0].Text(row)}");
        }

        result.Set(row, isScalar);
    }

    private static void Extract(ColumnVector[] arguments, long row, ResultVector result)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        if (Paths.Get(arguments[1].Bytes(row)).TryFind(ref scanner) && JsonCopy.TryCopy(ref scanner, JsonCopy.Members.AsTheyAre, result.Buffer))
        {
            result.SetText(row);
            return;
        }

        result.Buffer.Clear();
        result.SetNull(row);
    }

    private static void ExtractScalar(ColumnVector[] arguments, long row, ResultVector result)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        if (!Paths.Get(arguments[1].Bytes(row)).TryFind(ref scanner) || scanner.Token is not (JsonToken.String or JsonToken.Integer or JsonToken.Float or JsonToken.True or JsonToken.False))
        {
            result.SetNull(row);
        }
        else if (scanner.Token != JsonToken.String || !scanner.IsEscaped)
        {
            result.SetText(row, scanner.Value);
        }
        else
        {
            JsonText.WritePlain(scanner, result.Buffer);
            result.SetText(row);
        }
    }

    private static void Size(ColumnVector[] arguments, long row, ResultVector result)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        SetCount(row, result, Paths.Get(arguments[1].Bytes(row)).TryFind(ref scanner) ? Count(ref scanner) : null);
    }

    private static void ArrayLength(ColumnVector[] arguments, long row, ResultVector result)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        SetCount(row, result, scanner.Read() == JsonToken.StartArray ? Count(ref scanner) : null);
    }

    /// <summary>Elements of an array or members of an object; 0 of anything else; null of what is not JSON.</summary>
    private static long? Count(ref JsonScanner scanner)
    {
        if (scanner.Token is not (JsonToken.StartArray or JsonToken.StartObject))
        {
            return 0;
        }

        var count = 0L;
        while (scanner.Read() is not (JsonToken.EndArray or JsonToken.EndObject))
        {
            count += scanner.Token == JsonToken.Name ? 0 : 1;
            if (!scanner.Skip())
            {
                return null;
            }
        }

        return count;
    }

    private static void SetCount(long row, ResultVector result, long? count)
    {
        if (count is { } known)
        {
            result.Set(row, known);
        }
        else
        {
            result.SetNull(row);
        }
    }

    /// <summary>A negative index counts from the end. A text comes without its quotes, as Trino's documentation warns.</summary>
    private static void ArrayGet(ColumnVector[] arguments, long row, ResultVector result)
    {
        var index = arguments[1].Value<long>(row);
        if (index < 0)
        {
            var counter = new JsonScanner(arguments[0].Bytes(row));
            index += counter.Read() == JsonToken.StartArray && Count(ref counter) is { } count ? count : 0;
        }

        var scanner = new JsonScanner(arguments[0].Bytes(row));
        if (index < 0 || scanner.Read() != JsonToken.StartArray || !TryGoTo(ref scanner, index) || scanner.Token == JsonToken.Null || !TryWriteElement(ref scanner, result))
        {
            result.Buffer.Clear();
            result.SetNull(row);
            return;
        }

        result.SetText(row);
    }

    private static bool TryGoTo(ref JsonScanner scanner, long index)
    {
        for (var at = 0L; scanner.Read() is not (JsonToken.EndArray or JsonToken.Malformed); at++)
        {
            if (at == index)
            {
                return true;
            }

            if (!scanner.Skip())
            {
                return false;
            }
        }

        return false;
    }

    private static bool TryWriteElement(ref JsonScanner scanner, ResultVector result)
    {
        if (scanner.Token is JsonToken.StartArray or JsonToken.StartObject)
        {
            return JsonCopy.TryCopy(ref scanner, JsonCopy.Members.LastOfEach, result.Buffer);
        }

        JsonText.WritePlain(scanner, result.Buffer);
        return true;
    }

    private static void ArrayContains(ColumnVector[] arguments, long row, ResultVector result, ElementTest isWanted)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        if (scanner.Read() != JsonToken.StartArray)
        {
            result.SetNull(row);
            return;
        }

        while (scanner.Read() != JsonToken.EndArray)
        {
            if (isWanted(scanner, arguments[1], row))
            {
                result.Set(row, true);
                return;
            }

            if (!scanner.Skip())
            {
                result.SetNull(row);
                return;
            }
        }

        result.Set(row, false);
    }

    private static bool IsText(in JsonScanner element, ColumnVector wanted, long row) =>
        element.Token == JsonToken.String && (element.IsEscaped ? JsonText.Unescape(element.Value) == wanted.Text(row) : element.Value.SequenceEqual(wanted.Bytes(row)));

    private static bool IsInteger(in JsonScanner element, ColumnVector wanted, long row) =>
        element.Token == JsonToken.Integer && long.TryParse(element.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value == wanted.Value<long>(row);

    private static bool IsDouble(in JsonScanner element, ColumnVector wanted, long row) =>
        element.Token == JsonToken.Float && double.Parse(element.Value, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && double.IsFinite(value) && value == wanted.Value<double>(row);

    private static bool IsBoolean(in JsonScanner element, ColumnVector wanted, long row) =>
        element.Token == (wanted.Value<byte>(row) != 0 ? JsonToken.True : JsonToken.False);
}
