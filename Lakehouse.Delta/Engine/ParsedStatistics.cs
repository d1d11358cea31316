namespace Lakehouse.Delta.Engine;

/// <summary>Statistics that a checkpoint has as a struct (<c>add.stats_parsed</c>), as the JSON that they would be in a commit.</summary>
internal sealed class ParsedStatistics
{
    private static readonly string[] Trees = ["minValues", "maxValues", "nullCount"];

    private readonly StructType type;

    private ParsedStatistics(StructType type) => this.type = type;

    /// <summary>What a checkpoint has of them; null where it has none.</summary>
    /// <param name="addType">DuckDB's type of the column <c>add</c>.</param>
    public static ParsedStatistics? Of(string addType)
    {
        StructType? parsed;
        try
        {
            parsed = (DuckTypes.Parse(addType, "add") as StructType)?.Find("stats_parsed")?.Type as StructType;
        }
        catch (SchemaMismatchException)
        {
            return null; // something in the column is of a type that no statistic of ours has; statistics may always be missing
        }

        var members = parsed?.Fields.Select(field => field switch
        {
            { Name: "numRecords" } => field with { Type = PrimitiveType.Long },
            { Name: "tightBounds", Type: PrimitiveType } => field,
            { Type: StructType tree } when Trees.Contains(field.Name) && Known(tree) is { } known => field with { Type = known },
            _ => null,
        }).OfType<StructField>().ToArray() ?? [];
        return members.Length == 0 ? null : new ParsedStatistics(new StructType(members));
    }

    /// <summary>DuckDB's type of what is read.</summary>
    public string DuckType => DuckTypes.Of(type);

    /// <summary>SQL of the JSON text; NULL where a file has no statistics.</summary>
    /// <param name="expression">The struct.</param>
    public string Json(string expression)
    {
        var json = $"to_json({StatisticsTypes.Convert(type, expression, Value)})::VARCHAR";
        if (type.Find("tightBounds") is null)
        {
            return $"CASE WHEN {expression} IS NOT NULL THEN {json} END";
        }

        // Whether bounds are tight is said or not said, but not null.
        var silent = new StructType([.. type.Fields.Where(field => field.Name != "tightBounds")]);
        var without = silent.Fields.Count == 0 ? "'{}'" : $"to_json({StatisticsTypes.Convert(silent, expression, Value)})::VARCHAR";
        return $"CASE WHEN {expression}.tightBounds IS NOT NULL THEN {json} WHEN {expression} IS NOT NULL THEN {without} END";
    }

    /// <summary>The values as commits write them; what JSON cannot hold is NULL.</summary>
    private static string Value(string value, DataType type) => type switch
    {
        PrimitiveType { Name: "float" or "double" } => $"CASE WHEN isfinite({value}) THEN {value} END",
        PrimitiveType { Name: "timestamp" } => $"strftime({value} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')",
        PrimitiveType { Name: "timestamp_ntz" } => $"strftime({value}, '%Y-%m-%dT%H:%M:%S.%f')",
        _ => value,
    };

    /// <summary>Without the columns whose statistics are in another form in JSON, such as variants.</summary>
    private static StructType? Known(StructType tree)
    {
        var fields = tree.Fields.Select(field => field.Type switch
        {
            StructType nested => Known(nested) is { } known ? field with { Type = known } : null,
            var type when StatisticsTypes.HasBounds(type) || type == PrimitiveType.Boolean => field,
            _ => null,
        }).OfType<StructField>().ToArray();
        return fields.Length == 0 ? null : new StructType(fields);
    }
}
