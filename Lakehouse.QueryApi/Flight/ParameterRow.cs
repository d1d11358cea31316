using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Flight;

/// <summary>A row of parameter values as it came in Arrow, in the form in which REST takes parameters. What JSON has no type for is text, which the engine casts.</summary>
internal static class ParameterRow
{
    /// <summary>The first row of a batch as a JSON array.</summary>
    /// <exception cref="QueryException">A value's type cannot be a parameter.</exception>
    public static JsonElement ToJson(RecordBatch batch) => JsonSerializer.SerializeToElement(new JsonArray([.. batch.Arrays.Select((array, index) => Value(array, index))]));

    private static JsonNode? Value(IArrowArray array, int index) => array.IsNull(0) ? null : array switch
    {
        BooleanArray values => values.GetValue(0),
        Int8Array values => values.GetValue(0),
        Int16Array values => values.GetValue(0),
        Int32Array values => values.GetValue(0),
        Int64Array values => values.GetValue(0),
        UInt8Array values => values.GetValue(0),
        UInt16Array values => values.GetValue(0),
        UInt32Array values => values.GetValue(0),
        UInt64Array values => values.GetValue(0)!.Value.ToString(CultureInfo.InvariantCulture),
        FloatArray values => Number(values.GetValue(0)!.Value),
        DoubleArray values => Number(values.GetValue(0)!.Value),
        Decimal128Array values => values.GetString(0),
        StringArray values => values.GetString(0),
        LargeStringArray values => values.GetString(0),
        StringViewArray values => values.GetString(0),
        Date32Array values => values.GetDateTimeOffset(0)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Date64Array values => values.GetDateTimeOffset(0)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimestampArray values => values.GetTimestamp(0)!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + (((Apache.Arrow.Types.TimestampType)values.Data.DataType).Timezone is null ? "" : "+00"),
        Time32Array values => Time(values.GetTime(0)!.Value),
        Time64Array values => Time(values.GetTime(0)!.Value),
        NullArray => null,
        _ => throw new QueryException(Problem.InvalidParameters, $"Parameter {index + 1} has Arrow's type {array.Data.DataType.Name}; a parameter is null, a boolean, a number, text, a date, a time or a timestamp."),
    };

    private static string Time(TimeOnly value) => value.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static JsonNode Number(double value) => double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);
}
