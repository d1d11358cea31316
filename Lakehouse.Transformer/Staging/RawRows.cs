using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>The rows of some raw files as one relation, though the files may differ in their columns and in the types of these.</summary>
/// <remarks>
/// DuckDB's <c>union_by_name</c> alone reads a column that is BIGINT in one file and DOUBLE in another as DOUBLE, and fails where there is no common
/// type. Here a column has the type that holds all its values; where none does it is read as text, and each value is converted, or quarantined, by itself.
/// </remarks>
/// <param name="Sql">A SELECT in parentheses: <c>__file</c> (place of the file), <c>__row</c> (place in it), <c>__name</c> (of the file), and all columns.</param>
/// <param name="Columns">The columns, with the types that they have there.</param>
/// <param name="Mixed">Those that are read as text, with the type that the first of the files ask for.</param>
internal sealed record RawRows(string Sql, IReadOnlyList<EngineColumn> Columns, IReadOnlyList<ModelColumn> Mixed)
{
    /// <summary>What DuckDB reads a set of raw files with: files may differ in their columns.</summary>
    public static string Scan(IReadOnlyList<string> enginePaths) => $"read_parquet({Paths(enginePaths)}, union_by_name = true)";

    /// <param name="engine">Reads the files' footers.</param>
    /// <param name="paths">The files, in reading order.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<RawRows> OpenAsync(DuckDbEngine engine, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        if (paths.Count == 1 || !await HasMixedTypesAsync(engine, paths, cancellationToken))
        {
            return new RawRows($"({Select(paths, 0, "*")})", await engine.DescribeColumnsAsync($"SELECT * FROM {Scan(paths)}", cancellationToken), []);
        }

        var files = new List<IReadOnlyList<EngineColumn>>();
        foreach (var path in paths)
        {
            files.Add(await engine.DescribeColumnsAsync($"SELECT * FROM {Scan([path])}", cancellationToken));
        }

        var columns = new List<EngineColumn>();
        var mixed = new List<ModelColumn>();
        foreach (var column in files.SelectMany(file => file).GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase))
        {
            var types = column.Select(own => ColumnTypes.Staged(own.Type)).Distinct().ToList();
            var widest = types.Aggregate((wide, next) => ColumnTypes.Wider(wide, next) ?? wide);
            var holdsAll = types.TrueForAll(type => ColumnTypes.Fits(type, widest));
            columns.Add(new EngineColumn(column.Key, holdsAll ? widest : "VARCHAR"));
            if (!holdsAll)
            {
                mixed.Add(new ModelColumn(column.Key, widest));
            }
        }

        return new RawRows($"({string.Join(" UNION ALL BY NAME ", Parts(paths, files, columns))})", columns, mixed);
    }

    /// <summary>A SELECT for each file of another form than the one before: files of one form are read together.</summary>
    private static IEnumerable<string> Parts(IReadOnlyList<string> paths, List<IReadOnlyList<EngineColumn>> files, List<EngineColumn> columns)
    {
        var first = 0;
        for (var next = 1; next <= files.Count; next++)
        {
            if (next < files.Count && files[next].SequenceEqual(files[first]))
            {
                continue;
            }

            var values = files[first].Select(own => (Own: own, Common: columns.First(column => string.Equals(column.Name, own.Name, StringComparison.OrdinalIgnoreCase))))
                .Select(pair => $"CAST({Identifier(pair.Own.Name)} AS {pair.Common.Type}) AS {Identifier(pair.Common.Name)}");
            yield return Select([.. paths.Skip(first).Take(next - first)], first, $"{string.Join(", ", values)}, __name");
            first = next;
        }
    }

    private static async Task<bool> HasMixedTypesAsync(DuckDbEngine engine, IReadOnlyList<string> paths, CancellationToken cancellationToken) => (await engine.QueryAsync(
        $"SELECT count(*) FROM (SELECT 1 FROM parquet_schema({Paths(paths)}) WHERE column_id > 0 GROUP BY lower(name) HAVING count(DISTINCT coalesce(duckdb_type, type, 'group')) > 1)",
        row => row.Number(0) > 0,
        cancellationToken))[0];

    private static string Select(IReadOnlyList<string> paths, int first, string columns) =>
        $"SELECT file_index + {first} AS __file, file_row_number AS __row, {columns} FROM read_parquet({Paths(paths)}, union_by_name = true, filename = '__name')";

    private static string Paths(IReadOnlyList<string> paths) => $"[{string.Join(", ", paths.Select(Literal))}]";
}
