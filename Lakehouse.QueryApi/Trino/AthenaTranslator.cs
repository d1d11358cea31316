using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Sql;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;
using Lakehouse.QueryApi.Trino.Translation;

namespace Lakehouse.QueryApi.Trino;

/// <summary>Makes DuckDB's SQL of a statement written for Athena.</summary>
/// <param name="catalog">Where the types of columns come from.</param>
internal sealed class AthenaTranslator(LakeCatalog catalog)
{
    /// <summary>Translates a text.</summary>
    /// <param name="sql">One statement in Trino's SQL, or SHOW, DESCRIBE, UNLOAD … in Athena's.</param>
    /// <param name="database">Where tables without a database are looked for, or null for everywhere.</param>
    /// <param name="parameters">Values of <c>?</c>, as SQL expressions, or null to leave them to the engine.</param>
    /// <param name="prepared">The text of a prepared statement, by name.</param>
    /// <param name="principal">Who asks: of tables that they may not see, nothing is told.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="QueryException">The statement is wrong, or not available here.</exception>
    public async Task<AthenaStatement> TranslateAsync(string sql, string? database, IReadOnlyList<Expression>? parameters, Func<string, string?> prepared, Principal principal, CancellationToken cancellationToken)
    {
        var statement = TrinoParser.ParseStatement(sql);
        var (kind, subkind) = AthenaStatement.KindOf(statement);
        if (parameters is not null && statement is QueryStatement or Unload or Explain or Execute { Parameters.Count: > 0 } or ExecuteImmediate { Parameters.Count: > 0 })
        {
            CheckCount(sql, parameters.Count);
        }

        switch (statement)
        {
            case QueryStatement query:
                return new AthenaStatement(await WriteAsync(sql, query.Query, database, parameters, principal, cancellationToken), kind, subkind);
            case Unload unload:
                return new AthenaStatement(await WriteAsync(sql, unload.Query, database, parameters, principal, cancellationToken), kind, subkind) { Unload = unload };
            case Explain explain:
                return await ExplainAsync(sql, explain, database, parameters, principal, cancellationToken);
            case Show when !principal.SeesAll:
                throw new QueryException(Problem.Forbidden, $"SHOW and DESCRIBE are open to principals that may see every table; {principal.Name} may see {string.Join(", ", principal.Allow)}.");
            case Show show:
                return await new ShowWriter(catalog, sql, database).WriteAsync(show, cancellationToken);
            case Execute execute:
                var text = prepared(execute.Name.Text) ?? throw SyntaxError.Invalid(sql, execute.Name.Offset, $"Prepared statement not found: {execute.Name.Text}");
                // Without USING, the values are those of the request.
                return await TranslateAsync(text, database, execute.Parameters.Count == 0 ? parameters : Values(sql, execute.Parameters, parameters), _ => null, principal, cancellationToken);
            case ExecuteImmediate execute:
                return await TranslateAsync(execute.Text, database, execute.Parameters.Count == 0 ? parameters : Values(sql, execute.Parameters, parameters), _ => null, principal, cancellationToken);
            default:
                return new AthenaStatement("", kind, subkind) { Command = statement };
        }
    }

    /// <summary>A value too many is refused as one too few is.</summary>
    private static void CheckCount(string sql, int found)
    {
        var expected = CountParameters(sql);
        if (expected != found)
        {
            throw new QueryException(Problem.InvalidParameters, $"Incorrect number of parameters: expected {expected} but found {found}") { Position = 0 };
        }
    }

    private static int CountParameters(string sql) => sql.Contains('?', StringComparison.Ordinal) ? Tokenizer.Tokenize(sql).Count(token => token.Is("?")) : 0;

    /// <summary>The values of USING. A parameter that is one of them takes its value from outside; inside of one it would be taken for the parameter that it is the value of.</summary>
    private static IReadOnlyList<Expression> Values(string sql, IReadOnlyList<Expression> values, IReadOnlyList<Expression>? outer) =>
        values.Count(value => value is Parameter) == CountParameters(sql)
            ? [.. values.Select(value => value is Parameter { Index: var index } && outer is not null ? outer[index] : value)]
            : throw new QueryException(Problem.NotSupported, "In USING, a ? stands alone between commas; compute with it in the statement that is executed.");

    private async Task<AthenaStatement> ExplainAsync(string sql, Explain explain, string? database, IReadOnlyList<Expression>? parameters, Principal principal, CancellationToken cancellationToken)
    {
        if (explain.Statement is not QueryStatement { Query: var query })
        {
            throw new QueryException(Problem.NotSupported, "EXPLAIN is for queries here.");
        }

        if (explain.Type == "IO")
        {
            throw new QueryException(Problem.NotSupported, "EXPLAIN (TYPE IO) is not available here; EXPLAIN, EXPLAIN ANALYZE and EXPLAIN (TYPE VALIDATE) are.");
        }

        var text = await WriteAsync(sql, query, database, parameters, principal, cancellationToken);
        return explain.Type == "VALIDATE"
            // The engine binds the query, and reads none of it.
            ? new AthenaStatement($"SELECT true AS \"Valid\" FROM (SELECT 1) LEFT JOIN (SELECT * FROM ({text}) LIMIT 0) ON false", "UTILITY", "EXPLAIN")
            : new AthenaStatement($"EXPLAIN {(explain.IsAnalyze ? "ANALYZE " : "")}{text}", "UTILITY", "EXPLAIN");
    }

    private async Task<string> WriteAsync(string sql, Query query, string? database, IReadOnlyList<Expression>? parameters, Principal principal, CancellationToken cancellationToken)
    {
        var columns = new Dictionary<string, IReadOnlyList<(string, string?)>?>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in TableNames.In(query))
        {
            columns[name.ToString()] = await ColumnsAsync(name, database, principal, cancellationToken);
        }

        return new DuckDbWriter(sql, new TranslationContext(database, parameters, name => columns.GetValueOrDefault(name.ToString()), name => principal.SeesAll ? Missing(name, database) : null)).WriteStatement(query);
    }

    private static TableName Place(QualifiedName name, string? database)
    {
        var parts = name.Parts.Select(part => part.Text).ToArray();
        return new TableName(parts.Length > 2 ? parts[^3] : "", parts.Length > 1 ? parts[^2] : database ?? "", parts[^1], null);
    }

    /// <summary>In Trino's words. Of a table that is looked for everywhere, or derived from another one, the catalog tells more.</summary>
    private string? Missing(QualifiedName name, string? database)
    {
        var table = Place(name, database);
        if (table.Database.Length == 0 || DerivedName.Parse(table.Name) is not null || catalog.TryFind(table) is not null)
        {
            return null;
        }

        return table.Catalog.Length > 0 && !table.Catalog.Equals(QueryEngine.CatalogName, StringComparison.OrdinalIgnoreCase) ? $"Catalog '{table.Catalog}' not found"
            : !catalog.Databases.Append("information_schema").Contains(table.Database, StringComparer.OrdinalIgnoreCase) ? $"Schema '{table.Database.ToLowerInvariant()}' does not exist"
            : $"Table '{QueryEngine.CatalogName}.{table.Database.ToLowerInvariant()}.{table.Name.ToLowerInvariant()}' does not exist";
    }

    /// <summary>What is known of a table's columns.</summary>
    private async Task<IReadOnlyList<(string, string?)>?> ColumnsAsync(QualifiedName name, string? database, Principal principal, CancellationToken cancellationToken)
    {
        var table = Place(name, database);
        if (catalog.TryFind(table) is not { } found || !principal.MaySee(found))
        {
            return null;
        }

        try
        {
            return await found.GetLatestAsync(cancellationToken) is { } version && await found.GetColumnsAsync(version, cancellationToken) is { Count: > 0 } columns ? [.. columns.Select(column => (column.Name, (string?)InAthena(found, column.Type)))] : null;
        }
        catch (Exception unreadable) when (unreadable is Delta.DeltaException or IOException or UnauthorizedAccessException)
        {
            // The query itself will tell.
            return null;
        }
    }

    /// <summary>Athena's timestamps of Delta and of raw Parquet tables have milliseconds; only Delta's without time zone have microseconds.</summary>
    private static string InAthena(CatalogTable table, string type) => type switch
    {
        "timestamp(6) with time zone" => "timestamp(3) with time zone",
        "timestamp(6)" when table is RawTable => "timestamp(3)",
        _ => type,
    };
}
