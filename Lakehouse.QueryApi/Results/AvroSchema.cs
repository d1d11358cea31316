using System.Globalization;
using System.Text.Json.Nodes;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Results;

/// <summary>
/// Columns as the schema of an Avro file, each of them null or a value, as Trino writes them for Hive:
/// <code>{"type":"record","name":"row","fields":[{"name":"movieid","type":["null","int"],"default":null}]}</code>
/// </summary>
internal sealed class AvroSchema
{
    private int records;

    private AvroSchema()
    {
    }

    /// <summary>The schema's JSON.</summary>
    /// <exception cref="QueryException">A name or a type has no counterpart in Avro.</exception>
    public static string Of(ColumnVector[] columns) => new AvroSchema().Record(columns.Select(column => (column.Name, column.Type))).ToJsonString();

    private JsonObject Record(IEnumerable<(string Name, ColumnType Type)> columns)
    {
        var record = new JsonObject { ["type"] = "record", ["name"] = records == 0 ? "row" : string.Create(CultureInfo.InvariantCulture, $"row{records}") };
        records++;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new JsonArray();
        foreach (var (name, type) in columns)
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(each => char.IsAsciiLetterOrDigit(each) || each == '_'))
            {
                throw new QueryException(Problem.NotSupported, $"AVRO has names of ASCII letters, digits and _ only: '{name}' needs an alias, and the fields of a row names (CAST(… AS row(a integer))).");
            }

            if (!names.Add(name))
            {
                throw new QueryException(Problem.QueryFailed, $"DUPLICATE_COLUMN_NAME: Column name '{name}' specified more than once");
            }

            fields.Add(new JsonObject { ["name"] = name, ["type"] = new JsonArray("null", Value(name, type)), ["default"] = null });
        }

        record["fields"] = fields;
        return record;
    }

    private JsonNode Value(string name, ColumnType type) => type.Kind switch
    {
        DuckDBType.Boolean => "boolean",
        DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.UnsignedTinyInt or DuckDBType.UnsignedSmallInt => "int",
        DuckDBType.BigInt or DuckDBType.UnsignedInteger => "long",
        DuckDBType.Float => "float",
        DuckDBType.Double => "double",
        DuckDBType.Varchar or DuckDBType.Enum or DuckDBType.SqlNull => "string",
        DuckDBType.Blob => "bytes",
        DuckDBType.Date => Logical("int", "date"),
        DuckDBType.Timestamp or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs or DuckDBType.TimestampTz => Logical("long", "timestamp-millis"),
        DuckDBType.UnsignedBigInt => Decimal(20, 0),
        DuckDBType.HugeInt => Decimal(38, 0),
        DuckDBType.Decimal => Decimal(type.Precision, type.Scale),
        DuckDBType.List or DuckDBType.Array => new JsonObject { ["type"] = "array", ["items"] = new JsonArray("null", Value(name, type.Children[0])) },
        DuckDBType.Map when type.Children[0].Kind == DuckDBType.Varchar => new JsonObject { ["type"] = "map", ["values"] = new JsonArray("null", Value(name, type.Children[1])) },
        DuckDBType.Map => throw new QueryException(Problem.NotSupported, $"AVRO has maps with text as keys only: {name} is a {type.Name}."),
        DuckDBType.Struct => Record(type.FieldNames.Zip(type.Children)),
        _ => throw new QueryException(Problem.NotSupported, $"AVRO has no counterpart of {type.Name}, the type of {name}. CAST it to varchar."),
    };

    private static JsonObject Logical(string type, string meaning) => new() { ["type"] = type, ["logicalType"] = meaning };

    private static JsonObject Decimal(int precision, int scale)
    {
        var type = Logical("bytes", "decimal");
        type["precision"] = precision;
        type["scale"] = scale;
        return type;
    }
}
