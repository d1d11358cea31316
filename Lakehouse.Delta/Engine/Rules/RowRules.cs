using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>All that rows must keep to be written into a table: NOT NULL, invariants, CHECK constraints, generated columns.</summary>
internal sealed class RowRules
{
    private const string Marker = "lakehouse: a row breaks rule ";

    private readonly Uri table;

    private RowRules(IReadOnlyList<RowRule> rules, Uri table)
    {
        Rules = rules;
        this.table = table;
    }

    public IReadOnlyList<RowRule> Rules { get; }

    /// <exception cref="UnsupportedFeatureException">A rule cannot be evaluated as Spark does.</exception>
    public static RowRules Of(StructType schema, Metadata metadata, Uri table) => new([.. All(schema, metadata, table)], table);

    public static RowRules None(Uri table) => new([], table);

    /// <summary>Rules of one CHECK constraint, for rows that are in the table already.</summary>
    public static RowRules Of(CheckConstraint constraint, StructType schema, Uri table) => new([Check(constraint, schema, table)], table);

    /// <summary>An expression of one column's value that fails when its row breaks a rule, so that one pass checks and writes.</summary>
    public string Guard(string value) => Rules.Count == 0 ? value
        : $"CASE {string.Join(" ", Rules.Select((rule, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN ({rule.Sql}) IS NOT TRUE THEN error('{Marker}{i}')")))} ELSE {value} END";

    /// <summary>Whether an error comes from <see cref="Guard"/>.</summary>
    public static bool Caused(DuckDBException error) => error.Message.Contains(Marker, StringComparison.Ordinal);

    /// <summary>Looks at all rows for the rule that is broken most early in the list, and says how often and by which row.</summary>
    public async Task<ConstraintViolationException> ExplainAsync(DuckDbEngine engine, string selectSql, Exception? cause, CancellationToken cancellationToken) =>
        await FindAsync(engine, selectSql, cause, cancellationToken).ConfigureAwait(false)
        ?? new ConstraintViolationException("A row breaks a rule of the table, but reading the rows again shows none that does. Nothing was written.", table, null, null, cause);

    /// <summary>The first rule that a row breaks, or null.</summary>
    public async Task<ConstraintViolationException?> FindAsync(DuckDbEngine engine, string selectSql, Exception? cause, CancellationToken cancellationToken)
    {
        foreach (var rule in Rules)
        {
            var sql = $"SELECT count(*), first(row_text) FROM (SELECT t::VARCHAR AS row_text FROM (SELECT COLUMNS(lambda c: c NOT IN ({Sql.Text(RowIds.Id)}, {Sql.Text(RowIds.Version)})) FROM ({selectSql})) AS t WHERE ({rule.Sql}) IS NOT TRUE)";
            await foreach (var row in engine.QueryAsync(sql, cancellationToken).ConfigureAwait(false))
            {
                if (row.GetInt64(0) is > 0 and var count)
                {
                    var sample = row.GetString(1);
                    return new ConstraintViolationException(
                        $"{count} {(count == 1 ? "row breaks" : "rows break")} '{rule.Name}', which demands [{rule.Expression}], for example {sample}. Nothing was written.", table, null, null, cause)
                    {
                        Constraint = rule.Name,
                        Expression = rule.Expression,
                        SampleRow = sample,
                        Rows = count,
                    };
                }
            }
        }

        return null;
    }

    private static IEnumerable<RowRule> All(StructType schema, Metadata metadata, Uri table)
    {
        foreach (var rule in NotNullRules.Of(schema))
        {
            yield return rule;
        }

        foreach (var field in schema.Fields.Where(field => field.Type == PrimitiveType.Void))
        {
            yield return new RowRule($"void {field.Name}", $"{field.Name} IS NULL", $"{Sql.Name(field.Name)} IS NULL");
        }

        foreach (var field in schema.Fields)
        {
            if (field.Invariant is { } invariant)
            {
                var sql = SparkExpression.Parse(invariant, schema, $"The invariant of the column '{field.Name}'", "invariants", table).ToSql();
                yield return new RowRule($"invariant of {field.Name}", invariant, sql);
            }

            if (field.GenerationExpression is { } generated)
            {
                var sql = GeneratedColumn.ToSql(field, schema, table, Sql.Name);
                yield return new RowRule($"generated column {field.Name}", $"{field.Name} <=> {generated}", $"{Sql.Name(field.Name)} IS NOT DISTINCT FROM {sql}");
            }
        }

        foreach (var nested in schema.Fields.SelectMany(field => field.Type.AllFields()).Where(field => field.Invariant is not null))
        {
            throw new UnsupportedFeatureException($"The field '{nested.Name}' inside a column has an invariant, which this library does not check. Nothing was written.", "invariants", table);
        }

        foreach (var constraint in CheckConstraint.Of(metadata))
        {
            yield return Check(constraint, schema, table);
        }
    }

    private static RowRule Check(CheckConstraint constraint, StructType schema, Uri table)
    {
        var expression = SparkExpression.Parse(constraint.Expression, schema, $"The CHECK constraint '{constraint.Name}'", "checkConstraints", table);
        return expression.Type == PrimitiveType.Boolean
            ? new RowRule(constraint.Name, constraint.Expression, expression.ToSql())
            : throw new UnsupportedFeatureException($"The CHECK constraint '{constraint.Name}' is no condition: [{constraint.Expression}] is a {expression.Type}.", "checkConstraints", table);
    }
}
