using DuckDB.NET.Native;

namespace Lakehouse.QueryApi.Engine;

/// <summary>
/// Statements over tables that are held in memory, which programs ask again and again with other parameters: to parse, bind and plan one takes as long
/// as to run it. Only small ones are kept, and only until a table gets another version.
/// </summary>
internal sealed class PreparedStatements : IDisposable
{
    private const int MaxStatements = 100;

    private const int MaxLength = 4_096;

    private readonly Dictionary<string, DuckDBPreparedStatement> kept = new(StringComparer.Ordinal);

    /// <summary>The statement of a text, if it has been kept.</summary>
    public DuckDBPreparedStatement? Find(string sql) => kept.GetValueOrDefault(sql);

    /// <summary>Keeps a statement that has run well.</summary>
    /// <returns>Whether it is kept; otherwise it is the caller's to dispose of.</returns>
    public bool TryKeep(string sql, DuckDBPreparedStatement statement)
    {
        if (sql.Length > MaxLength)
        {
            return false;
        }

        if (kept.Count == MaxStatements)
        {
            Clear();
        }

        return kept.TryAdd(sql, statement);
    }

    /// <summary>Forgets one that failed: it may not be in a state to run again.</summary>
    public void Forget(string sql)
    {
        if (kept.Remove(sql, out var statement))
        {
            statement.Dispose();
        }
    }

    /// <summary>Forgets all: a table has another version.</summary>
    public void Clear()
    {
        foreach (var statement in kept.Values)
        {
            statement.Dispose();
        }

        kept.Clear();
    }

    public void Dispose() => Clear();
}
