namespace Lakehouse.Delta.Engine;

/// <summary>
/// The members of a checkpoint's <c>add</c> column that hang on the table: statistics as JSON (<c>delta.checkpoint.writeStatsAsJson</c>, on unless set), and
/// statistics and partition values as structs of the columns' types (<c>delta.checkpoint.writeStatsAsStruct</c>), which engines prune by without parsing.
/// </summary>
/// <remarks>
/// <code>
/// add: struct
///   partitionValues_parsed: struct (day: date)
///   stats_parsed: struct (numRecords: long, tightBounds: boolean, minValues: struct (id: long), maxValues: struct (id: long), nullCount: struct (id: long))
/// </code>
/// </remarks>
internal sealed class CheckpointAddColumns
{
    public const string AsJson = "delta.checkpoint.writeStatsAsJson";
    public const string AsStruct = "delta.checkpoint.writeStatsAsStruct";

    /// <summary>A time whose zone is not told is no bound that engines could agree on.</summary>
    private const string ZonedTime = @"[T ].*(Z|[+-]\d{2}(:?\d{2})?)$";

    private readonly StructField[] partitions;
    private readonly StructType? statistics;

    public CheckpointAddColumns(Snapshot snapshot)
    {
        var metadata = snapshot.Metadata;
        WritesJson = !metadata.IsOff(AsJson);
        WritesStructs = metadata.IsOn(AsStruct);
        partitions = WritesStructs ? [.. metadata.PartitionColumns.Select(snapshot.Schema.Find).OfType<StructField>()] : [];
        statistics = WritesStructs ? Statistics(snapshot, partitions) : null;
    }

    /// <summary>Whether statistics are written as JSON.</summary>
    public bool WritesJson { get; }

    /// <summary>Whether statistics and partition values are written as structs.</summary>
    public bool WritesStructs { get; }

    /// <summary>What <see cref="CheckpointSchema.Written"/> lacks of the column as the lines of actions have it; empty or beginning with a comma.</summary>
    public string ExtraMembers => statistics is null ? "" : $", stats_parsed {DuckTypes.Of(StatisticsTypes.Map(statistics, _ => PrimitiveType.String))}";

    /// <summary>SQL that gives the column as it is written.</summary>
    public string Select(IEnumerable<string> members)
    {
        if (WritesJson && !WritesStructs)
        {
            return "\"add\"";
        }

        var values = members.Where(member => member != "stats" || WritesJson).Select(member => $"{Sql.Name(member)} := \"add\".{Sql.Name(member)}")
            .Concat(partitions.Length == 0 ? [] : [$"partitionValues_parsed := struct_pack({string.Join(", ", partitions.Select(PartitionValueOf))})"])
            .Concat(statistics is null ? [] : [$"stats_parsed := {StatisticsTypes.Convert(statistics, "\"add\".stats_parsed", Typed)}"]);
        return $"CASE WHEN \"add\" IS NOT NULL THEN struct_pack({string.Join(", ", values)}) END AS \"add\"";
    }

    /// <summary>Bounds that are no values of the type, such as a date that the engine lacks, are left out; a wrong partition value would hide rows, so that it fails.</summary>
    private static string Typed(string text, DataType type) => type == PrimitiveType.Timestamp
        ? $"CASE WHEN regexp_matches({text}, {Sql.Text(ZonedTime)}) THEN TRY_CAST({text} AS TIMESTAMPTZ) END"
        : $"TRY_CAST({text} AS {DuckTypes.Of(type)})";

    private static string PartitionValueOf(StructField field) =>
        $"{Sql.Name(field.PhysicalName)} := {PartitionValue.ParseZoned($"\"add\".partitionValues[{Sql.Text(field.PhysicalName)}]", field.Type)}";

    private static StructType Statistics(Snapshot snapshot, StructField[] partitions)
    {
        var data = new StructType([.. snapshot.Schema.Fields.Where(field => !partitions.Contains(field))]);
        var wanted = new StatisticsColumns(snapshot.Schema, snapshot.Metadata, StatisticsColumns.Clustering(snapshot.Domains));
        var bounds = StatisticsTypes.Of(data, wanted, StatisticsTypes.HasBounds, type => type);
        var nulls = StatisticsTypes.Of(data, wanted, StatisticsTypes.HasNullCount, _ => PrimitiveType.Long);
        return new StructType(
        [
            new StructField("numRecords", PrimitiveType.Long),
            new StructField("tightBounds", PrimitiveType.Boolean),
            .. bounds is null ? Array.Empty<StructField>() : [new StructField("minValues", bounds), new StructField("maxValues", bounds)],
            .. nulls is null ? Array.Empty<StructField>() : [new StructField("nullCount", nulls)],
        ]);
    }
}
