namespace Lakehouse.Delta.Engine;

/// <summary>Functions of Spark SQL. Those that are missing here differ in DuckDB, or have no counterpart there.</summary>
internal static class SparkFunctions
{
    /// <exception cref="SparkSqlException">The function has no translation for these arguments.</exception>
    public static SparkValue Apply(string name, SparkValue[] arguments) =>
        Text(name, arguments) ?? Number(name, arguments) ?? SparkDates.Apply(name, arguments) ?? Choice(name, arguments)
        ?? throw new SparkSqlException($"the function '{name}' on ({string.Join(", ", arguments.Select(argument => argument.Type))})");

    public static SparkValue Coalesce(SparkValue[] values) => new($"coalesce({Join(values)})", CommonType(values));

    /// <summary>The type of a value that is one of several.</summary>
    public static DataType CommonType(SparkValue[] values)
    {
        var types = values.Where(value => !value.IsNull).Select(value => value.Type).Distinct().ToArray();
        return types.Length switch
        {
            0 => PrimitiveType.Void,
            1 => types[0],
            _ when values.All(value => value.IsInteger) => PrimitiveType.Long,
            _ when values.All(value => value.IsNumber) && values.Any(value => value.IsFloating) => PrimitiveType.Double,
            _ when values.All(value => value.IsNumber) => new DecimalType(38, values.Max(value => (value.Type as DecimalType)?.Scale ?? 0)),
            _ => throw new SparkSqlException($"a choice between {string.Join(" and ", types.AsEnumerable())}"),
        };
    }

    private static SparkValue? Text(string name, SparkValue[] arguments)
    {
        var first = arguments.FirstOrDefault();
        var texts = arguments.All(argument => argument.IsText);
        return (name, arguments.Length) switch
        {
            ("lower" or "lcase", 1) when texts => TextOf($"lower({first.Sql})"),
            ("upper" or "ucase", 1) when texts => TextOf($"upper({first.Sql})"),
            ("length" or "char_length" or "character_length" or "len", 1) when texts => new SparkValue($"length({first.Sql})::INTEGER", PrimitiveType.Integer),
            ("trim" or "ltrim" or "rtrim", 1) when texts => TextOf($"{name}({first.Sql}, ' ')"),
            ("concat", > 0) => TextOf($"({string.Join(" || ", arguments.Select(argument => SparkCasts.ToText(argument).Sql))})"),
            ("replace", 3) when texts => TextOf($"replace({Join(arguments)})"),
            ("startswith" or "starts_with", 2) when texts => new SparkValue($"starts_with({Join(arguments)})", PrimitiveType.Boolean),
            ("endswith" or "ends_with" or "suffix", 2) when texts => new SparkValue($"ends_with({Join(arguments)})", PrimitiveType.Boolean),
            ("contains", 2) when texts => new SparkValue($"contains({Join(arguments)})", PrimitiveType.Boolean),
            ("substring" or "substr", 2 or 3) when first.IsText && int.TryParse(arguments[1].Sql, out var position) && position > 0 && arguments[^1].IsInteger =>
                TextOf($"substring({Join(arguments)})"),
            ("like_escape", 3) when texts => new SparkValue($"({first.Sql} LIKE {arguments[1].Sql} ESCAPE {arguments[2].Sql})", PrimitiveType.Boolean),
            ("not_like_escape", 3) when texts => new SparkValue($"({first.Sql} NOT LIKE {arguments[1].Sql} ESCAPE {arguments[2].Sql})", PrimitiveType.Boolean),
            ("rlike" or "regexp" or "regexp_like", 2) when first.IsText && arguments[1].Literal is { } pattern =>
                new SparkValue($"regexp_matches({first.Sql}, {Sql.Text(SparkPattern.ToRe2(pattern))})", PrimitiveType.Boolean),
            _ => null,
        };
    }

    private static SparkValue? Number(string name, SparkValue[] arguments)
    {
        var first = arguments.FirstOrDefault();
        return (name, arguments.Length) switch
        {
            ("abs", 1) when first.IsNumber => new SparkValue($"abs({first.Sql})", first.Type),
            ("ceil" or "ceiling", 1) when first.IsNumber => new SparkValue($"ceil({first.Sql})::BIGINT", PrimitiveType.Long),
            ("floor", 1) when first.IsNumber => new SparkValue($"floor({first.Sql})::BIGINT", PrimitiveType.Long),
            ("round", 1) when first.IsInteger || first.IsFloating => new SparkValue($"round({first.Sql})", first.Type),
            ("round", 2) when first.IsDecimal && int.TryParse(arguments[1].Sql, out _) => new SparkValue($"round({Join(arguments)})", first.Type),
            ("sqrt", 1) when first.IsNumber => new SparkValue($"CASE WHEN {first.Sql} >= 0 THEN sqrt({first.Sql}::DOUBLE) WHEN {first.Sql} < 0 THEN 'nan'::DOUBLE END", PrimitiveType.Double),
            ("mod", 2) => SparkOperators.Apply("%", arguments),
            ("isnan", 1) when first.IsFloating => new SparkValue($"coalesce(isnan({first.Sql}), false)", PrimitiveType.Boolean),
            _ => null,
        };
    }

    private static SparkValue? Choice(string name, SparkValue[] arguments)
    {
        var first = arguments.FirstOrDefault();
        return (name, arguments.Length) switch
        {
            ("isnull", 1) => new SparkValue($"({first.Sql} IS NULL)", PrimitiveType.Boolean),
            ("isnotnull", 1) => new SparkValue($"({first.Sql} IS NOT NULL)", PrimitiveType.Boolean),
            ("coalesce", > 0) or ("nvl" or "ifnull", 2) => Coalesce(arguments),
            ("nvl2", 3) => new SparkValue($"CASE WHEN {first.Sql} IS NOT NULL THEN {arguments[1].Sql} ELSE {arguments[2].Sql} END", CommonType(arguments[1..])),
            ("nullif", 2) => new SparkValue($"CASE WHEN {SparkTranslator.Compare(first, "=", arguments[1]).Sql} THEN NULL ELSE {first.Sql} END", first.Type),
            ("if" or "iff", 3) when first.IsBoolean => new SparkValue($"CASE WHEN {first.Sql} THEN {arguments[1].Sql} ELSE {arguments[2].Sql} END", CommonType(arguments[1..])),
            ("greatest" or "least", > 1) => new SparkValue($"{name}({Join(arguments)})", CommonType(arguments)),
            _ => null,
        };
    }

    private static SparkValue TextOf(string sql) => new(sql, PrimitiveType.String);

    private static string Join(SparkValue[] values) => string.Join(", ", values.Select(value => value.Sql));
}
