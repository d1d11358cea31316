namespace Lakehouse.Delta.Engine;

/// <summary>
/// Holds the structs of a checkpoint against the texts beside them: <c>add.stats_parsed</c> against <c>add.stats</c>, and
/// <c>add.partitionValues_parsed</c> against <c>add.partitionValues</c>. Engines prune by the one or the other.
/// </summary>
internal static class CheckpointStructs
{
    /// <summary>The columns of a Parquet file of a checkpoint: name → DuckDB's type.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ColumnsAsync(string localFile, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.OpenInternal();
        var columns = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var row in engine.QueryAsync($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(DataFiles.EscapePattern(localFile))})", cancellationToken).ConfigureAwait(false))
        {
            columns[row.GetString(0)] = row.GetString(1);
        }

        return columns;
    }

    /// <summary>Files whose struct says something else than the text, with the names of the members.</summary>
    /// <param name="localFile">The Parquet file.</param>
    /// <param name="addType">DuckDB's type of its column <c>add</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<(string Path, string Members)>> DifferencesAsync(string localFile, string addType, CancellationToken cancellationToken)
    {
        var comparisons = Comparisons(addType).ToArray();
        if (comparisons.Length == 0)
        {
            return [];
        }

        await using var engine = DuckDbEngine.OpenInternal();
        await engine.ExecuteAsync("SET TimeZone = 'UTC'", cancellationToken).ConfigureAwait(false);
        var members = string.Join(", ", comparisons.Select(comparison => $"CASE WHEN {comparison.Differs} THEN {Sql.Text(comparison.Member)} END"));
        var differences = new List<(string, string)>();
        await foreach (var row in engine.QueryAsync(
            $"SELECT path, members FROM (SELECT \"add\".path AS path, concat_ws(', ', {members}) AS members FROM read_parquet({Sql.Text(DataFiles.EscapePattern(localFile))}) WHERE \"add\".path IS NOT NULL) AS compared WHERE members <> ''", cancellationToken).ConfigureAwait(false))
        {
            differences.Add((row.GetString(0), row.GetString(1)));
        }

        return differences;
    }

    private static IEnumerable<(string Member, string Differs)> Comparisons(string addType)
    {
        StructType add;
        try
        {
            add = (StructType)DuckTypes.Parse(addType, "add");
        }
        catch (SchemaMismatchException)
        {
            return []; // a statistic of a type that is not compared
        }

        var statistics = add.Find("stats") is not null && add.Find("stats_parsed")?.Type is StructType parsed ? Statistics(parsed, "\"add\".stats_parsed", "$") : [];
        return add.Find("partitionValues_parsed")?.Type is StructType partitions ? statistics.Concat(partitions.Fields.Select(Partition)) : statistics;
    }

    private static IEnumerable<(string Member, string Differs)> Statistics(StructType fields, string expression, string jsonPath)
    {
        foreach (var field in fields.Fields)
        {
            var value = $"struct_extract({expression}, {Sql.Text(field.Name)})";
            var path = $"{jsonPath}.\"{field.Name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            if (field.Type is StructType nested)
            {
                foreach (var inner in Statistics(nested, value, path))
                {
                    yield return inner;
                }
            }
            else if (Comparable(field.Type))
            {
                var text = $"TRY_CAST(json_extract_string(\"add\".stats, {Sql.Text(path)}) AS {DuckTypes.Of(field.Type)})";

                // Writers cut times to milliseconds in JSON, and some of them only there.
                yield return (path[2..], field.Type is PrimitiveType { Name: "timestamp" or "timestamp_ntz" }
                    ? $"date_trunc('milliseconds', {text}) <> date_trunc('milliseconds', {value})"
                    : $"{text} <> {value}");
            }
        }
    }

    private static (string Member, string Differs) Partition(StructField field) => (
        $"partition value {field.Name}",
        $"TRY({PartitionValue.ParseZoned($"\"add\".partitionValues[{Sql.Text(field.Name)}]", field.Type)}) IS DISTINCT FROM \"add\".partitionValues_parsed.{Sql.Name(field.Name)}");

    /// <summary>DuckDB reads numbers of JSON through a double, which holds 15 digits of any decimal.</summary>
    private static bool Comparable(DataType type) => type is DecimalType { Precision: <= 15 } || (type is not DecimalType && (StatisticsTypes.HasBounds(type) || type == PrimitiveType.Boolean));
}
