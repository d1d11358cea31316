namespace Lakehouse.Delta.Engine;

/// <summary>A Spark SQL expression of a table, such as that of a CHECK constraint, as DuckDB can evaluate it.</summary>
internal sealed class SparkExpression
{
    private readonly Func<Func<string, string>, SparkValue> translate;

    private SparkExpression(Func<Func<string, string>, SparkValue> translate, IReadOnlySet<string> columns, DataType type)
    {
        this.translate = translate;
        Columns = columns;
        Type = type;
    }

    /// <summary>The columns of the table that it reads.</summary>
    public IReadOnlySet<string> Columns { get; }

    /// <summary>The type of its value.</summary>
    public DataType Type { get; }

    /// <param name="spark">The expression.</param>
    /// <param name="schema">The columns that it may name.</param>
    /// <param name="what">What it is the expression of, for the error.</param>
    /// <param name="feature">The feature that needs it.</param>
    /// <param name="table">The table.</param>
    /// <param name="withClock">Whether it may ask for the time, as only defaults may.</param>
    /// <exception cref="UnsupportedFeatureException">It uses something that DuckDB does not evaluate as Spark does.</exception>
    public static SparkExpression Parse(string spark, StructType schema, string what, string feature, Uri? table, bool withClock = false)
    {
        try
        {
            var tree = SparkParser.Parse(spark, schema.AllFields().Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase));
            var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var value = Translate(name =>
            {
                columns.Add(name);
                return Sql.Name(name);
            });
            return new SparkExpression(Translate, columns, value.Type);

            SparkValue Translate(Func<string, string> column) => new SparkTranslator(schema, column, withClock).Translate(tree);
        }
        catch (SparkSqlException unknown)
        {
            throw new UnsupportedFeatureException($"{what} cannot be evaluated as Spark does: the expression [{spark}] has {unknown.Message}. Nothing was written.", feature, table, null, null, unknown);
        }
    }

    /// <summary>The expression for DuckDB, with columns by name.</summary>
    public string ToSql() => ToSql(Sql.Name);

    /// <summary>The expression for DuckDB.</summary>
    /// <param name="column">Column of the table → expression of its value.</param>
    public string ToSql(Func<string, string> column) => translate(column).Sql;
}
