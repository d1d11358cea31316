namespace Lakehouse.Pipelines.Expectations;

/// <summary>Names of pyspark's types, which suites that run on Spark use.</summary>
internal static class SparkTypes
{
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        ["BOOLEAN"] = ["BooleanType"],
        ["TINYINT"] = ["ByteType", "IntegralType", "NumericType"],
        ["SMALLINT"] = ["ShortType", "IntegralType", "NumericType"],
        ["INTEGER"] = ["IntegerType", "IntegralType", "NumericType"],
        ["BIGINT"] = ["LongType", "IntegralType", "NumericType"],
        ["HUGEINT"] = ["DecimalType", "FractionalType", "NumericType"],
        ["FLOAT"] = ["FloatType", "FractionalType", "NumericType"],
        ["DOUBLE"] = ["DoubleType", "FractionalType", "NumericType"],
        ["DECIMAL"] = ["DecimalType", "FractionalType", "NumericType"],
        ["VARCHAR"] = ["StringType"],
        ["BLOB"] = ["BinaryType"],
        ["DATE"] = ["DateType"],
        ["TIMESTAMP"] = ["TimestampNTZType"],
        ["TIMESTAMP WITH TIME ZONE"] = ["TimestampType"],
        ["LIST"] = ["ArrayType"],
        ["STRUCT"] = ["StructType"],
        ["MAP"] = ["MapType"],
        ["VARIANT"] = ["VariantType"],
    };

    /// <summary>Every name that is known.</summary>
    public static IReadOnlyCollection<string> All { get; } = Names.Values.SelectMany(names => names).Append("AtomicType").Append("DataType").ToHashSet(StringComparer.Ordinal);

    /// <summary>The classes that a value of DuckDB's type is of; its own class first.</summary>
    public static IReadOnlyList<string> Of(string duckType)
    {
        var name = duckType.EndsWith("[]", StringComparison.Ordinal) ? "LIST" : duckType.Split('(')[0];
        return Names.TryGetValue(name, out var types)
            ? types[0] is "ArrayType" or "StructType" or "MapType" ? [.. types, "DataType"] : [.. types, "AtomicType", "DataType"]
            : [duckType];
    }
}
