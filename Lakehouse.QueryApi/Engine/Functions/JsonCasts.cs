using System.Text;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Trino.Json;

namespace Lakehouse.QueryApi.Engine.Functions;

/// <summary>What CAST to and from JSON is made of: the translation puts them together by the types of the statement.</summary>
internal static class JsonCasts
{
    public static IEnumerable<ScalarFunction> All =>
    [
        new("trino_json_value", [FunctionType.Text, FunctionType.Text], FunctionType.Text, Value),
        new("trino_json_elements", [FunctionType.Text], FunctionType.Jsons, Elements),
        new("trino_json_keys", [FunctionType.Text], FunctionType.Jsons, (arguments, row, result) => Members(arguments, row, result, isKeys: true)),
        new("trino_json_values", [FunctionType.Text], FunctionType.Jsons, (arguments, row, result) => Members(arguments, row, result, isKeys: false)),
        new("trino_json_fields", [FunctionType.Text, FunctionType.Texts], FunctionType.Jsons, Fields),
        new("trino_json_number", [FunctionType.Double], FunctionType.Json, (arguments, row, result) => Number(row, result, JavaNumber.Format(arguments[0].Value<double>(row)))),
        new("trino_json_number", [FunctionType.Real], FunctionType.Json, (arguments, row, result) => Number(row, result, JavaNumber.Format(arguments[0].Value<float>(row)))),
        new("trino_json_object", [FunctionType.Texts, FunctionType.Texts], FunctionType.Json, Object),
    ];

    private static void Value(ColumnVector[] arguments, long row, ResultVector result)
    {
        if (JsonCast.Read(arguments[0].Bytes(row), arguments[1].Text(row)!) is { } text)
        {
            result.SetText(row, text.AsSpan());
        }
        else
        {
            result.SetNull(row);
        }
    }

    private static void Elements(ColumnVector[] arguments, long row, ResultVector result)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        if (scanner.Read() == JsonToken.Null)
        {
            result.SetNull(row);
            return;
        }

        if (scanner.Token != JsonToken.StartArray)
        {
            throw Unfit(arguments[0], row, "an array");
        }

        var elements = new List<byte[]?>();
        while (scanner.Read() != JsonToken.EndArray)
        {
            elements.Add(Copy(ref scanner, result.Buffer) ?? throw Unfit(arguments[0], row, "an array"));
        }

        result.SetList(row, elements);
    }

    /// <summary>Names or values of an object's members.</summary>
    private static void Members(ColumnVector[] arguments, long row, ResultVector result, bool isKeys)
    {
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        if (scanner.Read() == JsonToken.Null)
        {
            result.SetNull(row);
            return;
        }

        if (scanner.Token != JsonToken.StartObject)
        {
            throw Unfit(arguments[0], row, "a map");
        }

        var names = new List<byte[]?>();
        var values = new List<byte[]?>();
        while (scanner.Read() == JsonToken.Name)
        {
            names.Add(Name(scanner, result.Buffer));
            scanner.Read();
            values.Add(Copy(ref scanner, result.Buffer) ?? throw Unfit(arguments[0], row, "a map"));
        }

        if (names.Select(name => Encoding.UTF8.GetString(name!)).Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            throw new FunctionException($"INVALID_CAST_ARGUMENT: Cannot cast to a map: Duplicate keys are not allowed: {arguments[0].Text(row)}");
        }

        result.SetList(row, isKeys ? names : values);
    }

    /// <summary>The values of a row's fields: of an array by place, of an object by name; what an object lacks is null.</summary>
    private static void Fields(ColumnVector[] arguments, long row, ResultVector result)
    {
        var (start, length) = arguments[1].Range(row);
        var fields = new byte[]?[length];
        var scanner = new JsonScanner(arguments[0].Bytes(row));
        switch (scanner.Read())
        {
            case JsonToken.Null:
                result.SetNull(row);
                return;
            case JsonToken.StartArray:
                for (var index = 0; index < length; index++)
                {
                    scanner.Read();
                    fields[index] = Copy(ref scanner, result.Buffer) ?? throw Unfit(arguments[0], row, "a row");
                }

                if (scanner.Read() != JsonToken.EndArray)
                {
                    throw Unfit(arguments[0], row, "a row");
                }

                break;
            case JsonToken.StartObject when length == 0 || arguments[1].Children[0].Bytes(start).Length > 0:
                while (scanner.Read() == JsonToken.Name)
                {
                    var name = JsonText.Unescape(scanner.Value).ToLowerInvariant();
                    var index = Enumerable.Range(0, (int)length).FirstOrDefault(each => arguments[1].Children[0].Text(start + each) == name, -1);
                    scanner.Read();
                    var value = Copy(ref scanner, result.Buffer) ?? throw Unfit(arguments[0], row, "a row");
                    if (index >= 0)
                    {
                        fields[index] = fields[index] is null ? value : throw new FunctionException($"INVALID_CAST_ARGUMENT: Cannot cast to a row: Duplicate field: {name}");
                    }
                }

                break;
            default:
                throw Unfit(arguments[0], row, "a row");
        }

        result.SetList(row, fields);
    }

    private static void Number(long row, ResultVector result, string number) =>
        result.SetText(row, (char.IsAsciiDigit(number[^1]) ? number : $"\"{number}\"").AsSpan());

    /// <summary>An object of names and of values that are JSON, ordered by name; of those with one name the last.</summary>
    private static void Object(ColumnVector[] arguments, long row, ResultVector result)
    {
        var (names, count) = arguments[0].Range(row);
        var values = arguments[1].Range(row).Start;
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        for (var index = 0; index < count; index++)
        {
            members[arguments[0].Children[0].Text(names + index) ?? ""] = arguments[1].Children[0].IsNull(values + index) ? "null"u8.ToArray() : arguments[1].Children[0].Bytes(values + index).ToArray();
        }

        JsonCopy.WriteObject(members, result.Buffer);
        result.SetText(row);
    }

    private static byte[]? Copy(ref JsonScanner scanner, JsonBuffer buffer)
    {
        buffer.Clear();
        var value = JsonCopy.TryCopy(ref scanner, JsonCopy.Members.LastOfEach, buffer) ? buffer.Written.ToArray() : null;
        buffer.Clear();
        return value;
    }

    private static byte[] Name(in JsonScanner scanner, JsonBuffer buffer)
    {
        buffer.Clear();
        JsonText.WriteQuoted(scanner, buffer);
        return buffer.Written.ToArray();
    }

    private static FunctionException Unfit(ColumnVector json, long row, string type) =>
        new($"INVALID_CAST_ARGUMENT: Cannot cast to {type}: {json.Text(row)}");
}
