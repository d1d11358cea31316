using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Lets DuckDB bind the expressions of an operation against empty relations, so that a mistake is found before anything is written.</summary>
internal sealed class ExpressionCheck(DuckDbEngine engine, Snapshot snapshot)
{
    /// <summary>Checks a condition.</summary>
    /// <param name="what">What it is, for the message: <c>the condition of the delete</c>.</param>
    /// <param name="condition">The SQL, or null.</param>
    /// <param name="from">The FROM clause that it is asked of.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="InvalidExpressionException">It is no boolean expression over these columns.</exception>
    public async Task ConditionAsync(string what, string? condition, string from, CancellationToken cancellationToken)
    {
        if (condition is null)
        {
            return;
        }

        // As a WHERE, for no aggregate may be in it; and selected, to see its type.
        var types = await BindAsync(what, condition, $"SELECT {Sql.Nest(condition)} FROM {from} WHERE {Sql.Nest(condition)}", cancellationToken).ConfigureAwait(false);
        if (types is not ["BOOLEAN"] && !string.Equals(condition.Trim(), "NULL", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidExpressionException($"In {what}, \"{condition}\" is of type {string.Join(", ", types)} instead of BOOLEAN. Nothing was written.", snapshot.Location, snapshot.Version);
        }
    }

    /// <summary>Checks expressions for new values.</summary>
    /// <param name="what">What they belong to, for the message.</param>
    /// <param name="values">Column → expression.</param>
    /// <param name="from">The FROM clause whose columns they may name.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="InvalidExpressionException">One is no expression over these columns.</exception>
    public async Task ValuesAsync(string what, IReadOnlyDictionary<string, string>? values, string from, CancellationToken cancellationToken)
    {
        if (values is null || await AreValuesAsync(values, from, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (var (column, expression) in values)
        {
            var place = $"the value of the column '{column}' in {what}";
            var types = await BindAsync(place, expression, $"SELECT {Sql.Nest(expression)} FROM {from} WHERE true", cancellationToken).ConfigureAwait(false);
            if (types.Count != 1)
            {
                throw new InvalidExpressionException($"In {place}, \"{expression}\" is not one expression. Nothing was written.", snapshot.Location, snapshot.Version);
            }
        }
    }

    /// <summary>The columns of a SELECT that the caller of an operation gave.</summary>
    /// <exception cref="InvalidExpressionException">It is no SELECT that can run.</exception>
    public static async Task<StructType> SourceAsync(DuckDbEngine engine, string selectSql, Uri table, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.DescribeAsync(selectSql, cancellationToken).ConfigureAwait(false);
        }
        catch (DuckDBException error)
        {
            throw new InvalidExpressionException($"The rows cannot be selected: {FirstLine(error)} Nothing was written.", table, null, null, error);
        }
    }

    /// <summary>Asks for all at once, for a table may have a thousand columns; which one is wrong is found out when one is.</summary>
    private async Task<bool> AreValuesAsync(IReadOnlyDictionary<string, string> values, string from, CancellationToken cancellationToken)
    {
        try
        {
            return (await TypesAsync($"SELECT {string.Join(", ", values.Values.Select(Sql.Nest))} FROM {from} WHERE true", cancellationToken).ConfigureAwait(false)).Count == values.Count;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    private async Task<List<string>> BindAsync(string what, string expression, string select, CancellationToken cancellationToken)
    {
        try
        {
            return await TypesAsync(select, cancellationToken).ConfigureAwait(false);
        }
        catch (DuckDBException error)
        {
            throw new InvalidExpressionException($"In {what}, \"{expression}\" cannot be understood: {FirstLine(error)} Nothing was written.", snapshot.Location, snapshot.Version, null, error);
        }
    }

    private async Task<List<string>> TypesAsync(string select, CancellationToken cancellationToken)
    {
        var types = new List<string>();
        await foreach (var row in engine.QueryAsync($"DESCRIBE {select}", cancellationToken).ConfigureAwait(false))
        {
            types.Add(row.GetString(1));
        }

        return types;
    }

    private static string FirstLine(DuckDBException error)
    {
        var line = error.Message.Split('\n', 2)[0].TrimEnd();
        return line.EndsWith('.') ? line : line + ".";
    }
}
