using System.Collections.Concurrent;

namespace Lakehouse.QueryApi.Sql;

/// <summary>Statements that have passed, by text: clients repeat themselves. Bounded by count and by the length of a text.</summary>
internal sealed class StatementCache
{
    private const int MaxStatements = 1_000;

    private const int MaxLength = 8_192;

    private readonly ConcurrentDictionary<string, Statement> statements = new(StringComparer.Ordinal);

    public Statement GetOrParse(string sql, Func<string, string> serialize)
    {
        if (statements.TryGetValue(sql, out var known))
        {
            return known;
        }

        var statement = StatementParser.Parse(sql, serialize);
        if (sql.Length <= MaxLength)
        {
            if (statements.Count >= MaxStatements)
            {
                // Starting over costs one parse each; keeping an order of use would cost every query.
                statements.Clear();
            }

            statements[sql] = statement;
        }

        return statement;
    }
}
