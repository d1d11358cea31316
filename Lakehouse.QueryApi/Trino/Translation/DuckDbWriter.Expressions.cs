using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>Operators, predicates, constructors.</summary>
internal sealed partial class DuckDbWriter
{
    private Typed Write(Expression expression)
    {
        var value = expression switch
        {
            Literal literal => WriteLiteral(literal),
            TypedLiteral literal => WriteTypedLiteral(literal),
            IntervalLiteral interval => new(IntervalText.Write(interval, sql), "interval"),
            Parameter parameter => WriteParameter(parameter),
            Name name => WriteName(name),
            Dereference field => WriteDereference(field),
            Subscript subscript => WriteSubscript(subscript),
            Unary { Operator: '+', Operand: var operand } => Write(operand),
            Unary { Operand: var operand } => Write(operand) is var inner ? new($"(-{inner.Sql})", inner.Type) : default,
            Chain chain => WriteChain(chain),
            Logical logical => new($"({string.Join($" {logical.Operator} ", logical.Operands.Select(operand => Write(operand).Sql))})", "boolean"),
            Not not => new($"(NOT {Write(not.Operand).Sql})", "boolean"),
            Comparison comparison => new($"({Write(comparison.Left).Sql} {comparison.Operator} {Write(comparison.Right).Sql})", "boolean"),
            Quantified quantified => new($"({Write(quantified.Left).Sql} {quantified.Operator} {quantified.Quantifier} ({WriteNested(quantified.Query)}))", "boolean"),
            Between between => new($"({Write(between.Value).Sql} {Negation(between.IsNegated)}BETWEEN {Write(between.Lower).Sql} AND {Write(between.Upper).Sql})", "boolean"),
            InList list => new($"({Write(list.Value).Sql} {Negation(list.IsNegated)}IN ({Join(list.Items.Select(item => Write(item).Sql))}))", "boolean"),
            InQuery query => new($"({Write(query.Value).Sql} {Negation(query.IsNegated)}IN ({WriteNested(query.Query)}))", "boolean"),
            Like like => new($"({Write(like.Value).Sql} {Negation(like.IsNegated)}LIKE {Write(like.Pattern).Sql}{(like.Escape is null ? "" : $" ESCAPE {Write(like.Escape).Sql}")})", "boolean"),
            IsNull isNull => new($"({Write(isNull.Value).Sql} IS {Negation(isNull.IsNegated)}NULL)", "boolean"),
            IsDistinct distinct => new($"({Write(distinct.Left).Sql} IS {Negation(distinct.IsNegated)}DISTINCT FROM {Write(distinct.Right).Sql})", "boolean"),
            AtTimeZone zoned => new($"CAST({Write(zoned.Value).Sql} AS TIMESTAMPTZ)", "timestamp with time zone"),
            Lambda lambda => throw Invalid(lambda.Offset, "Lambda expression should always be used inside a function"),
            RowConstructor row => WriteRow(row),
            ArrayConstructor array => WriteArray(array),
            ScalarQuery query => WriteScalarQuery(query),
            Exists exists => new($"EXISTS ({WriteNested(exists.Query)})", "boolean"),
            Case conditional => WriteCase(conditional),
            Cast cast => WriteCast(cast),
            Extract extract => WriteField(extract.Offset, extract.Field, extract.Value),
            Trim trim => new($"{trim.Side switch { "LEADING" => "ltrim", "TRAILING" => "rtrim", _ => "trim" }}({Write(trim.Value).Sql}{(trim.Characters is null ? "" : ", " + Write(trim.Characters).Sql)})", "varchar"),
            CurrentValue current => WriteCurrent(current),
            Grouping grouping => new($"grouping({Join(grouping.Columns.Select(column => Write(column).Sql))})", "bigint"),
            FunctionCall call => WriteCall(call),
            RawText raw => new(raw.Sql, "varchar"),
            JsonPathCall json => WriteJsonPath(json),
            JsonObject json => WriteJsonObject(json),
            JsonArray json => WriteJsonArray(json),
            _ => throw new InvalidOperationException($"{expression.GetType().Name} has no translation."),
        };
        return value with { Sql = Bounded(value.Sql) };
    }

    private static string Negation(bool isNegated) => isNegated ? "NOT " : "";

    /// <summary>A query inside an expression sees the names around it.</summary>
    private string WriteNested(Query query)
    {
        var merged = hasMergedColumns;
        var text = WriteQuery(query).Sql;
        hasMergedColumns = merged;
        return text;
    }

    private Typed WriteScalarQuery(ScalarQuery query)
    {
        var merged = hasMergedColumns;
        var (text, columns) = WriteQuery(query.Query);
        hasMergedColumns = merged;
        return new($"({text})", columns is [var only] ? only.Type : null);
    }

    private Typed WriteParameter(Parameter parameter)
    {
        if (context.Parameters is not { } values)
        {
            return new(string.Create(CultureInfo.InvariantCulture, $"${parameter.Index + 1}"), null);
        }

        return parameter.Index < values.Count
            ? Write(values[parameter.Index])
            : throw Invalid(parameter.Offset, $"Incorrect number of parameters: expected {parameter.Index + 1} but found {values.Count}");
    }

    /// <summary>A parameter's value, or the expression itself.</summary>
    private Expression Resolve(Expression expression) => expression is Parameter { Index: var index } && context.Parameters is { } values && index < values.Count ? values[index] : expression;

    private Typed WriteName(Name name) => scope.Parameter(name.Identifier) ?? new(Identifier(name.Identifier), scope.TypeOf(null, name.Identifier.Text));

    private Typed WriteDereference(Dereference field)
    {
        if (field.Base is Name { Identifier: var alias } && scope.Parameter(alias) is null)
        {
            if (scope.HasRelation(alias.Text))
            {
                return new($"{Identifier(alias)}.{Identifier(field.Field)}", scope.TypeOf(alias.Text, field.Field.Text));
            }

            return new($"{Identifier(alias)}.{Identifier(field.Field)}", TypeText.Field(scope.TypeOf(null, alias.Text), field.Field.Text));
        }

        // catalog.database.table.column and database.table.column: the table's name is enough, as it is the one in FROM.
        if (field.Base is Dereference { Field: var table, Base: Name or Dereference { Base: Name } } path && scope.HasRelation(table.Text) && IsPath(path))
        {
            return new($"{Identifier(table)}.{Identifier(field.Field)}", scope.TypeOf(table.Text, field.Field.Text));
        }

        var row = Write(field.Base);
        return new($"struct_extract({row.Sql}, {SqlText.Literal(field.Field.Text)})", TypeText.Field(row.Type, field.Field.Text));
    }

    private bool IsPath(Dereference path) => path.Base switch
    {
        Name { Identifier: var first } => !scope.HasRelation(first.Text) && scope.Parameter(first) is null && scope.TypeOf(null, first.Text) is null,
        Dereference inner => IsPath(inner),
        _ => false,
    };

    /// <summary>Beyond the end of an array, or for a key that is not there, Trino fails.</summary>
    private Typed WriteSubscript(Subscript subscript)
    {
        var value = Write(subscript.Value);
        var index = Write(subscript.Index);
        switch (value.Base)
        {
            case "row":
                var fields = TypeText.Arguments(value.Type!);
                var type = subscript.Index is Literal { Kind: LiteralKind.Integer } at && int.TryParse(at.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= fields.Count && !fields[number - 1].Contains(' ', StringComparison.Ordinal) ? fields[number - 1] : null;
                return new($"struct_extract_at({value.Sql}, {index.Sql})", type);
            case "array":
                return new($"trino_at({value.Sql}, {index.Sql})", TypeText.Element(value.Type));
            default:
                return new($"trino_subscript({value.Sql}, {index.Sql})", TypeText.Element(value.Type));
        }
    }

    private Typed WriteRow(RowConstructor row)
    {
        var items = row.Items.Select(Write).ToArray();
        return new($"row({Join(items.Select(item => item.Sql))})", items.All(item => item.Type is not null) ? $"row({Join(items.Select(item => item.Type!))})" : "row");
    }

    private Typed WriteArray(ArrayConstructor array)
    {
        var items = array.Items.Select(Write).ToArray();
        var type = items.Length > 0 && items.All(item => item.Type == items[0].Type) ? items[0].Type : items.Select(item => item.Type).Aggregate((string?)null, Promote);
        return new($"[{Join(items.Select(item => item.Sql))}]", type is null ? "array" : $"array({type})");
    }

    private Typed WriteCase(Case conditional)
    {
        var operand = conditional.Operand is null ? "" : $" {Write(conditional.Operand).Sql}";
        var branches = conditional.Branches.Select(branch => (When: Write(branch.When).Sql, Then: Write(branch.Then))).ToArray();
        var otherwise = conditional.Otherwise is null ? (Typed?)null : Write(conditional.Otherwise);
        var type = branches.All(branch => branch.Then.Type == branches[0].Then.Type) && (otherwise is null || otherwise.Value.Type == branches[0].Then.Type) ? branches[0].Then.Type : null;
        return new($"CASE{operand} {string.Join(' ', branches.Select(branch => $"WHEN {branch.When} THEN {branch.Then.Sql}"))}{(otherwise is { } value ? $" ELSE {value.Sql}" : "")} END", type);
    }

    private Typed WriteCurrent(CurrentValue current) => current.Name switch
    {
        "CURRENT_DATE" => new("current_date", "date"),
        "CURRENT_TIMESTAMP" => new(current.Precision > 3 ? "now()" : "date_trunc('milliseconds', now())", "timestamp with time zone"),
        "LOCALTIMESTAMP" => new(current.Precision > 3 ? "CAST(now() AS TIMESTAMP)" : "date_trunc('milliseconds', CAST(now() AS TIMESTAMP))", "timestamp"),
        "LOCALTIME" or "CURRENT_TIME" => new("CAST(CAST(now() AS TIMESTAMP) AS TIME)", "time"),
        "CURRENT_CATALOG" => new(SqlText.Literal(QueryEngine.CatalogName), "varchar"),
        "CURRENT_SCHEMA" => new(context.Database is { } database ? SqlText.Literal(database) : "NULL", "varchar"),
        "CURRENT_USER" => new("'lakehouse'", "varchar"),
        _ => throw NotSupported(current.Offset, $"{current.Name} is not available here."),
    };

    private static string? Promote(string? a, string? b) => a is null ? b : b is null ? a
        : a == b ? a
        : a is "double" || b is "double" ? "double"
        : TypeText.IsInteger(a) && TypeText.IsInteger(b) ? (a is "bigint" || b is "bigint" ? "bigint" : "integer")
        : TypeText.Base(a) == "decimal" && (TypeText.IsInteger(b) || TypeText.Base(b) == "decimal") ? "decimal"
        : TypeText.Base(b) == "decimal" && TypeText.IsInteger(a) ? "decimal"
        : null;
}
