using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>Turns values of DuckDB's driver into JSON, as Great Expectations writes them.</summary>
internal static class ResultValue
{
    public static JsonNode? ToJson(object? value) => value switch
    {
        null or DBNull => null,
        bool flag => flag,
        string text => text,
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong big => big,
        decimal number => number,
        BigInteger big when big >= long.MinValue && big <= long.MaxValue => (long)big,
        float number when float.IsFinite(number) => number,
        double number when double.IsFinite(number) => number,
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        IDictionary map => new JsonObject(map.Keys.Cast<object>().Select(key => KeyValuePair.Create(Text(key), ToJson(map[key])))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToJson)]),
        _ => Text(value),
    };

    public static long ToInt64(object? value) => value switch
    {
        null or DBNull => 0,
        BigInteger big => (long)big,
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };

    public static double? ToDouble(object? value) => value switch
    {
        null or DBNull => null,
        BigInteger big => (double)big,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    public static bool IsTrue(object? value) => value is true;

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
