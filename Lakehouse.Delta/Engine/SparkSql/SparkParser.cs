using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>Parses an expression by DuckDB's parser, whose grammar agrees with Spark's for common expressions.</summary>
internal static class SparkParser
{
    private static readonly HashSet<string> EmptyNames = [];

    /// <summary>DuckDB's parse tree of the expression, as <c>json_serialize_sql</c> prints it.</summary>
    /// <param name="spark">The expression.</param>
    /// <param name="names">Names of columns: some that Spark takes plain are key words of DuckDB, and need quotes there.</param>
    /// <exception cref="SparkSqlException">It is not one expression that DuckDB can parse.</exception>
    public static JsonElement Parse(string spark, IReadOnlySet<string> names)
    {
        using var plain = JsonDocument.Parse(Serialize("SELECT " + SparkText.ToDuckDb(spark, EmptyNames)));
        if (!plain.RootElement.GetProperty("error").GetBoolean())
        {
            return Expression(plain.RootElement);
        }

        using var quoted = JsonDocument.Parse(Serialize("SELECT " + SparkText.ToDuckDb(spark, names)));
        return quoted.RootElement.GetProperty("error").GetBoolean()
            ? throw new SparkSqlException($"syntax that it does not know ({plain.RootElement.GetProperty("error_message").GetString()})")
            : Expression(quoted.RootElement);
    }

    private static JsonElement Expression(JsonElement root)
    {
        var statements = root.GetProperty("statements");
        if (statements.GetArrayLength() != 1
            || statements[0].GetProperty("node") is var node && (node.GetProperty("type").GetString() != "SELECT_NODE"
            || node.GetProperty("from_table").GetProperty("type").GetString() != "EMPTY"
            || node.GetProperty("where_clause").ValueKind != JsonValueKind.Null
            || node.GetProperty("select_list").GetArrayLength() != 1
            || node.GetProperty("modifiers").GetArrayLength() != 0))
        {
            throw new SparkSqlException("more than one expression");
        }

        return statements[0].GetProperty("node").GetProperty("select_list")[0].Clone();
    }

    private static string Serialize(string select)
    {
        // The parser runs in memory and takes well under a millisecond.
        var engine = DuckDbEngine.OpenInternal();
        using var connection = engine.Connection;
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT json_serialize_sql({Sql.Text(select)})::VARCHAR";
        return (string)command.ExecuteScalar()!;
    }
}
