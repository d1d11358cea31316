using System.Globalization;
using DuckDB.NET.Data;
using Lakehouse.Storage;

namespace Lakehouse.Delta.Engine;

/// <summary>What the footer of a Parquet file tells.</summary>
/// <param name="Object">The file.</param>
/// <param name="Schema">Its columns as Delta types.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Statistics">Quoted column path → <c>min</c>, <c>max</c>, <c>null_count</c> → text, as <see cref="ColumnStatistics"/> takes them.</param>
internal sealed record ParquetFooter(ObjectInfo Object, StructType Schema, long Rows, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Statistics)
{
    private const string Int96 = "INT96";

    /// <exception cref="CorruptDataException">The file is no Parquet file.</exception>
    /// <exception cref="SchemaMismatchException">A column has a type that Delta lacks.</exception>
    public static async Task<ParquetFooter> ReadAsync(ObjectStore store, ObjectInfo item, bool collectStatistics, CancellationToken cancellationToken)
    {
        try
        {
            using var local = await LocalCopy.OfAsync(store, item.Path, cancellationToken).ConfigureAwait(false);
            await using var engine = DuckDbEngine.OpenInternal();
            var file = Sql.Text(DataFiles.EscapePattern(local.Path));
            var oldTimes = await OldTimesAsync(engine, file, cancellationToken).ConfigureAwait(false);
            var fields = new List<StructField>();
            await foreach (var row in engine.QueryAsync($"DESCRIBE SELECT * FROM read_parquet({file}, hive_partitioning = false)", cancellationToken).ConfigureAwait(false))
            {
                fields.Add(new StructField(row.GetString(0), oldTimes.Contains(row.GetString(0)) ? PrimitiveType.Timestamp : TypeOf(store, item, row.GetString(0), row.GetString(1))));
            }

            var rows = await engine.CountAsync($"SELECT num_rows FROM parquet_file_metadata({file})", cancellationToken).ConfigureAwait(false);
            var schema = new StructType(fields);
            var leaves = collectStatistics ? Leaves(schema, []).Where(leaf => !oldTimes.Contains(leaf.Path[0])).ToArray() : [];
            return new ParquetFooter(item, schema, rows, await StatisticsAsync(engine, file, leaves, cancellationToken).ConfigureAwait(false));
        }
        catch (DuckDBException damaged)
        {
            throw new CorruptDataException($"The folder cannot be converted: one of its files is no Parquet file that can be read. {damaged.Message.Split('\n', 2)[0]}", store.Root, null, item.Path, damaged);
        }
    }

    /// <summary>Columns of Parquet's first type of times, which are moments for the engines that wrote it; DuckDB takes them for local times.</summary>
    private static async Task<HashSet<string>> OldTimesAsync(DuckDbEngine engine, string file, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in engine.QueryAsync($"SELECT name FROM parquet_schema({file}) WHERE type = '{Int96}'", cancellationToken).ConfigureAwait(false))
        {
            names.Add(row.GetString(0));
        }

        return names;
    }

    /// <summary>The Delta type, if files of a Delta table may have the column as it is.</summary>
    private static DataType TypeOf(ObjectStore store, ObjectInfo item, string column, string duckType)
    {
        var type = DuckTypes.Parse(duckType, column);
        return Plain(DuckTypes.Of(type)) == Plain(duckType)
            ? type
            : throw new SchemaMismatchException($"The folder cannot be converted: the column '{column}' has the type {duckType}, which files of a Delta table cannot have. Append its rows to a new table instead.", store.Root, null, item.Path);
    }

    /// <summary>DuckDB quotes names only where they need it.</summary>
    private static string Plain(string duckType) => duckType.Replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);

    /// <summary>Columns with bounds in the footer. Those of floating numbers leave NaN out, which Delta counts as the largest.</summary>
    private static IEnumerable<(string[] Path, DataType Type)> Leaves(StructType type, string[] parents) => type.Fields.SelectMany(field => field.Type switch
    {
        StructType nested => Leaves(nested, [.. parents, field.Name]),
        DecimalType => [([.. parents, field.Name], field.Type)],
        PrimitiveType => [([.. parents, field.Name], field.Type)],
        _ => Enumerable.Empty<(string[] Path, DataType Type)>(),
    });

    private static async Task<Dictionary<string, IReadOnlyDictionary<string, string>>> StatisticsAsync(DuckDbEngine engine, string file, (string[] Path, DataType Type)[] leaves, CancellationToken cancellationToken)
    {
        const string Separator = ", ";
        var statistics = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (path, type) in leaves.Where(leaf => !leaf.Path.Any(name => name.Contains(Separator, StringComparison.Ordinal))))
        {
            var duckType = DuckTypes.Of(type);
            var bounds = type is PrimitiveType { Name: "float" or "double" or "binary" or "boolean" } ? "NULL, NULL" : $"min(stats_min_value::{duckType})::VARCHAR, max(stats_max_value::{duckType})::VARCHAR";
            await foreach (var row in engine.QueryAsync(
                $"SELECT {bounds}, sum(stats_null_count)::BIGINT, bool_or(stats_null_count IS NULL), bool_or(stats_min_value IS NULL AND stats_null_count IS DISTINCT FROM num_values) FROM parquet_metadata({file}) WHERE path_in_schema = {Sql.Text(string.Join(Separator, path))}", cancellationToken).ConfigureAwait(false))
            {
                var values = new Dictionary<string, string>(StringComparer.Ordinal);
                if (!row.IsDBNull(4) && !row.GetBoolean(4) && !row.IsDBNull(0) && !row.IsDBNull(1))
                {
                    (values["min"], values["max"]) = (row.GetString(0), row.GetString(1));
                }

                if (!row.IsDBNull(2) && !row.GetBoolean(3))
                {
                    values["null_count"] = row.GetInt64(2).ToString(CultureInfo.InvariantCulture);
                }

                statistics[string.Join('.', path.Select(Sql.Name))] = values;
            }
        }

        return statistics;
    }
}
