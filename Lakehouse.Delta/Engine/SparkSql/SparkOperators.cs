namespace Lakehouse.Delta.Engine;

/// <summary>Operators of Spark SQL.</summary>
internal static class SparkOperators
{
    /// <exception cref="SparkSqlException">There is no operator of the same meaning.</exception>
    public static SparkValue Apply(string sign, SparkValue[] operands)
    {
        var (a, b) = (operands[0], operands.Length > 1 ? operands[1] : default);
        return sign switch
        {
            "-" when operands.Length == 1 && a.IsNumber => a with { Sql = $"(-{a.Sql})", Literal = null },
            "!" when operands.Length == 1 && a.IsBoolean => new SparkValue($"(NOT {a.Sql})", PrimitiveType.Boolean),
            "+" or "-" when a.IsDate && b.IsInteger => new SparkValue($"({a.Sql} {sign} {b.Sql}::INTEGER)", PrimitiveType.Date),
            "+" or "-" or "*" when a.IsNumber && b.IsNumber => new SparkValue($"({a.Sql} {sign} {b.Sql})", NumberType(a, b)),
            "/" when a.IsDecimal || b.IsDecimal => throw new SparkSqlException("a division of decimals, which rounds differently"),
            "/" when a.IsNumber && b.IsNumber => new SparkValue($"({a.Sql}::DOUBLE / nullif({b.Sql}::DOUBLE, 0))", PrimitiveType.Double),
            "%" when a.IsNumber && b.IsNumber => new SparkValue($"({a.Sql} % nullif({b.Sql}, 0))", NumberType(a, b)),
            "||" => new SparkValue($"({SparkCasts.ToText(a).Sql} || {SparkCasts.ToText(b).Sql})", PrimitiveType.String),
            SparkText.RegexOperator => SparkFunctions.Apply("rlike", operands),
            "<=>" => SparkTranslator.Compare(a, "IS NOT DISTINCT FROM", b),
            // Spark's LIKE has an escape character unless told otherwise, DuckDB's has none.
            "~~" when a.IsText && b.IsText => new SparkValue($"({a.Sql} LIKE {b.Sql} ESCAPE '\\')", PrimitiveType.Boolean),
            "!~~" when a.IsText && b.IsText => new SparkValue($"({a.Sql} NOT LIKE {b.Sql} ESCAPE '\\')", PrimitiveType.Boolean),
            _ => throw new SparkSqlException($"the operator '{sign}' on {string.Join(" and ", operands.Select(operand => operand.Type))}"),
        };
    }

    private static DataType NumberType(SparkValue a, SparkValue b) =>
        a.IsFloating || b.IsFloating ? PrimitiveType.Double
        : a.IsDecimal || b.IsDecimal ? new DecimalType(38, Math.Max((a.Type as DecimalType)?.Scale ?? 0, (b.Type as DecimalType)?.Scale ?? 0))
        : PrimitiveType.Long;
}
