using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>
/// Writes the tree of a Trino statement as DuckDB's SQL. What differs between the two is settled by the types that the statement
/// and the tables tell, and where they do not tell by macros that decide when the engine binds the statement (macros.sql).
/// </summary>
/// <param name="sql">The statement, for the places of errors.</param>
/// <param name="context">Database, parameters, columns.</param>
internal sealed partial class DuckDbWriter(string sql, TranslationContext context)
{
    /// <summary>Some templates repeat their arguments: nested deeply they would grow beyond any use.</summary>
    private const int MaxLength = 4 * 1024 * 1024;

    private readonly List<CommonTable> commonTables = [];
    private Scope scope = new(null);

    /// <summary>The names that the SELECT at hand gives to its columns; of no use inside it.</summary>
    private HashSet<string> outputs = [];

    /// <summary>The whole query.</summary>
    /// <exception cref="QueryException">Something in it does not exist here, or is wrong.</exception>
    public string WriteStatement(Query query) => WriteQuery(query, isOutermost: true).Sql;

    private static string Identifier(Identifier name) => SqlText.Identifier(name.Text);

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);

    private QueryException Invalid(int offset, string message) => SyntaxError.Invalid(sql, offset, message);

    private QueryException NotSupported(int offset, string message) => SyntaxError.NotSupported(sql, offset, message);

    private static string Bounded(string text) => text.Length <= MaxLength ? text
        : throw new QueryException(Problem.NotAllowed, "The statement is too complex: written out for the engine it is longer than 4 MiB. Break nested expressions up with WITH.");

    private sealed record CommonTable(string Name, IReadOnlyList<(string Name, string? Type)>? Columns);
}
