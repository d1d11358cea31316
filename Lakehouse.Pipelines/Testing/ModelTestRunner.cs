using System.Globalization;
using DuckDB.NET.Data;
using Lakehouse.Pipelines.Incremental;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Testing;

/// <summary>Runs a model's unit test in an engine of its own that holds nothing but the given rows.</summary>
/// <param name="schema">Columns of the pipeline's tables; types that nobody declares are guessed from the values.</param>
public sealed class ModelTestRunner(PipelineSchema schema)
{
    private const int MostFailures = 10;

    /// <summary>Runs a test.</summary>
    public ModelTestResult Run(ModelTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        try
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            Execute(connection, "CREATE SCHEMA source; CREATE SCHEMA staged; CREATE SCHEMA curated;");
            foreach (var table in test.Model.DependsOn)
            {
                Fill(connection, table, test.Given.GetValueOrDefault(table, TestRows.None), schema.ColumnsOf(table) ?? test.Types.GetValueOrDefault(table));
            }

            Execute(connection, $"CREATE TABLE actual AS {test.Model.Sql}");
            return new ModelTestResult(test, Compare(connection, test.Expected));
        }
        catch (DuckDBException error)
        {
            return new ModelTestResult(test, [$"The model cannot be run on the given rows: {error.Message.Split("\n\n", 2)[0].Replace('\n', ' ')}"]);
        }
        catch (TestDataException wrong)
        {
            return new ModelTestResult(test, [wrong.Message]);
        }
    }

    private static void Fill(DuckDBConnection connection, TableReference table, TestRows rows, IReadOnlyList<ModelColumn>? known)
    {
        var columns = known ?? [.. rows.Columns.Select((name, place) => new ModelColumn(name, Guess(rows.Rows.Select(row => row[place]))))];
        if (columns.Count == 0)
        {
            throw new TestDataException($"The test gives no rows of {table}, and nobody declares its columns. Declare them in {PipelineLoader.FileName}, say 'types' in the test, or give a row.");
        }

        if (known is not null && rows.Columns.FirstOrDefault(name => !known.Any(column => Same(column.Name, name))) is { } unknown)
        {
            throw new TestDataException($"The given rows of {table} have the column '{unknown}', which the table does not have. {Definition.Spelling.Suggest(unknown, known.Select(column => column.Name))}");
        }

        Execute(connection, $"CREATE TABLE {table.Schema}.{Identifier(table.Name)} ({string.Join(", ", columns.Select(column => $"{Identifier(column.Name)} {column.Type}"))})");
        if (rows.Rows.Count > 0)
        {
            var types = rows.Columns.Select(name => columns.First(column => Same(column.Name, name)).Type).ToList();
            Execute(connection, $"INSERT INTO {table.Schema}.{Identifier(table.Name)} ({Identifiers(rows.Columns)}) {Values(rows, types)}");
        }
    }

    /// <summary>Rows are compared without order; of a DOUBLE the first 12 digits count.</summary>
    private static IReadOnlyList<string> Compare(DuckDBConnection connection, TestRows expected)
    {
        var types = Query(connection, "SELECT column_name, column_type FROM (DESCRIBE actual)").ToDictionary(row => row[0]!, row => row[1]!, StringComparer.OrdinalIgnoreCase);
        if (expected.Columns.FirstOrDefault(name => !types.ContainsKey(name)) is { } unknown)
        {
            return [$"The test expects the column '{unknown}', which the model does not give. {Definition.Spelling.Suggest(unknown, types.Keys)}"];
        }

        if (expected.Rows.Count == 0)
        {
            var all = Query(connection, $"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM actual LIMIT {MostFailures}");
            return [.. all.Select(row => $"unexpected row: {Show([.. types.Keys], row)}")];
        }

        var columns = expected.Columns;
        var shown = columns.Select(name => Comparable(Identifier(name), types[name])).ToList();
        Execute(connection, $"CREATE TABLE expected AS SELECT {string.Join(", ", columns.Zip(shown, (name, value) => $"{value} AS {Identifier(name)}"))} FROM ({Values(expected, [.. columns.Select(name => types[name])])}) AS t({Identifiers(columns)})");
        Execute(connection, $"CREATE TABLE compared AS SELECT {string.Join(", ", columns.Zip(shown, (name, value) => $"{value} AS {Identifier(name)}"))} FROM actual");
        var missing = Query(connection, $"SELECT * FROM (SELECT * FROM expected EXCEPT ALL SELECT * FROM compared) ORDER BY ALL LIMIT {MostFailures}");
        var surplus = Query(connection, $"SELECT * FROM (SELECT * FROM compared EXCEPT ALL SELECT * FROM expected) ORDER BY ALL LIMIT {MostFailures}");
        return [.. missing.Select(row => $"missing row:    {Show(columns, row)}"), .. surplus.Select(row => $"unexpected row: {Show(columns, row)}")];
    }

    private static string Comparable(string column, string type) =>
        type is "DOUBLE" or "FLOAT" ? $"printf('%.12g', {column})" : $"CAST({column} AS VARCHAR)";

    private static string Values(TestRows rows, List<string> types) =>
        $"VALUES {string.Join(", ", rows.Rows.Select(row => $"({string.Join(", ", row.Select((value, place) => $"CAST({(value is null ? "NULL" : Literal(value))} AS {types[place]})"))})"))}";

    private static string Guess(IEnumerable<string?> values)
    {
        var given = values.OfType<string>().ToList();
        return given.Count == 0 ? "VARCHAR"
            : given.TrueForAll(value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) ? "INTEGER"
            : given.TrueForAll(value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) ? "BIGINT"
            : given.TrueForAll(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? "DOUBLE"
            : given.TrueForAll(value => value is "true" or "false") ? "BOOLEAN"
            : given.TrueForAll(value => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) ? "DATE"
            : "VARCHAR";
    }

    private static string Show(IReadOnlyList<string> columns, IReadOnlyList<string?> row) => string.Join(", ", columns.Zip(row, (name, value) => $"{name}={value ?? "NULL"}"));

    private static List<IReadOnlyList<string?>> Query(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<IReadOnlyList<string?>>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetString(column))]);
        }

        return rows;
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private sealed class TestDataException(string message) : Exception(message);
}
