using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Lakehouse.QueryApi.Sql;

/// <summary>Statements that have passed, by text: clients repeat themselves. Bounded by count and by the length of a text.</summary>
internal sealed class StatementCache
{
    private const int MaxStatements = 1_000;

    private const int MaxLength = 8_192;

    private readonly ConcurrentDictionary<string, Statement> statements = new(StringComparer.Ordinal);

    public bool TryGet(string sql, [NotNullWhen(true)] out Statement? statement) => statements.TryGetValue(sql, out statement);

    public void Add(string sql, Statement statement)
    {
        if (sql.Length > MaxLength)
        {
            return;
        }

        if (statements.Count >= MaxStatements)
        {
            // Starting over costs one parse each; keeping an order of use would cost every query.
            statements.Clear();
        }

        statements[sql] = statement;
    }
}
