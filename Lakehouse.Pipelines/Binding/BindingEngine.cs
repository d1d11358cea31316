using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Lakehouse.Pipelines.Incremental;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Pipelines.Binding;

/// <summary>An engine with the pipeline's tables, empty: it knows names and types, and says what a SELECT over them gives.</summary>
internal sealed partial class BindingEngine : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public BindingEngine()
    {
        connection.Open();
        Execute("CREATE SCHEMA source; CREATE SCHEMA staged; CREATE SCHEMA curated;");
    }

    public void Create(TableReference table, IReadOnlyList<ModelColumn> columns) =>
        Execute($"CREATE TABLE {table.Schema}.{Identifier(table.Name)} ({string.Join(", ", columns.Select(column => $"{Identifier(column.Name)} {column.Type}"))})");

    /// <summary>The columns of a SELECT.</summary>
    /// <exception cref="DuckDBException">It names something that is not there, or does not fit together.</exception>
    public IReadOnlyList<ModelColumn> Describe(string select)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DESCRIBE " + select;
        using var reader = command.ExecuteReader();
        var columns = new List<ModelColumn>();
        while (reader.Read())
        {
            columns.Add(new ModelColumn(reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }

    /// <summary>The columns of a SELECT that is given as DuckDB's own syntax tree.</summary>
    /// <returns>Null when it does not fit the tables.</returns>
    public IReadOnlyList<ModelColumn>? TryDescribeTree(string tree)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT json_deserialize_sql(CAST($tree AS JSON))";
            command.Parameters.Add(new DuckDBParameter("tree", DoubleConstant().Replace(tree, """{"class":"CAST","type":"OPERATOR_CAST","alias":"${alias}","query_location":${place},"child":${bare},"cast_type":{"id":"DOUBLE","type_info":null},"try_cast":false}""")));
            return Describe((string)command.ExecuteScalar()!);
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    public void Dispose() => connection.Dispose();

    /// <summary>DuckDB writes the number <c>1e0</c> of a tree as <c>1.0</c>, which is a DECIMAL, unless it is cast.</summary>
    [GeneratedRegex("""(?<bare>\{"class":"CONSTANT","type":"VALUE_CONSTANT","alias":"(?<alias>(?:[^"\\]|\\.)*)","query_location":(?<place>\d+),"value":\{"type":\{"id":"DOUBLE","type_info":null\},"is_null":false,"value":[^{}"]+\}\})""")]
    private static partial Regex DoubleConstant();

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
