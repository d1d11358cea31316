namespace Lakehouse.QueryApi.Engine;

/// <summary>Statements that have another's columns, those without rows first: to start them costs next to nothing.</summary>
internal static class StatementProbes
{
    /// <summary>The probes, the statement itself at the end.</summary>
    public static IReadOnlyList<string> Of(string sql) => [.. WithoutRows(sql), sql];

    /// <summary>The probes that read nothing. A statement that they cannot take in, such as EXPLAIN, makes them wrong SQL.</summary>
    public static IReadOnlyList<string> WithoutRows(string sql)
    {
        // A comment at the end ends with its line.
        var text = sql.TrimEnd().TrimEnd(';');
        return
        [
            // Leaves columns of one name their names, and is refused where the statement has a LIMIT of its own.
            $"({text}\n) LIMIT 0",
            $"SELECT * FROM ({text}\n) LIMIT 0",
        ];
    }
}
