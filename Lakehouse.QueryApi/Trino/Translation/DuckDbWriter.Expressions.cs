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
            IntervalLiteral interval => new(IntervalText.Write(interval, sql), interval.From is "YEAR" or "MONTH" ? "interval year to month" : "interval day to second"),
            Parameter parameter => WriteParameter(parameter),
            Name name => WriteName(name),
            Dereference field => WriteDereference(field),
            Subscript subscript => WriteSubscript(subscript),
            Unary { Operator: '+', Operand: var operand } => Write(operand),
            Unary { Operand: var operand } unary => WriteNegation(unary.Offset, Write(operand)),
            Chain chain => WriteChain(chain),
            Logical logical => new($"({string.Join($" {logical.Operator} ", logical.Operands.Select(operand => Condition(operand, $"Logical expression term")))})", "boolean"),
            Not not => new($"(NOT {Condition(not.Operand, "Value of logical NOT expression")})", "boolean"),
            Comparison comparison => WriteComparison(comparison),
            Quantified quantified => new($"({Write(quantified.Left).Sql} {quantified.Operator} {quantified.Quantifier} ({WriteNested(quantified.Query).Sql}))", "boolean"),
            Between between => WriteBetween(between),
            InList list => WriteInList(list),
            InQuery query => WriteInQuery(query),
            Like like => WriteLike(like),
            IsNull isNull => new($"({WriteInstant(isNull.Value).Sql} IS {Negation(isNull.IsNegated)}NULL)", "boolean"),
            IsDistinct distinct => WriteDistinct(distinct),
            AtTimeZone zoned => WriteZoned(zoned.Value, zoned.Zone),
            Lambda lambda => throw Invalid(lambda.Offset, "Lambda expression should always be used inside a function"),
            RowConstructor row => WriteRow(row),
            ArrayConstructor array => WriteArray(array),
            ScalarQuery query => WriteScalarQuery(query),
            Exists exists => new($"EXISTS ({WriteNested(exists.Query).Sql})", "boolean"),
            Case conditional => WriteCase(conditional),
            Cast cast => WriteCast(cast),
            Extract extract => WriteField(extract.Offset, extract.Field, extract.Value),
            Trim trim => new($"{trim.Side switch { "LEADING" => "ltrim", "TRAILING" => "rtrim", _ => "trim" }}({Write(trim.Value).Sql}{(trim.Characters is null ? ", trino_blanks()" : ", " + Write(trim.Characters).Sql)})", "varchar"),
            CurrentValue current => WriteCurrent(current),
            Grouping grouping => WriteGroupingCall(grouping),
            FunctionCall call => WriteCall(call),
            RawText raw => new(raw.Sql, raw.Type),
            JsonPathCall json => WriteJsonPath(json),
            JsonObject json => WriteJsonObject(json),
            JsonArray json => WriteJsonArray(json),
            _ => throw new InvalidOperationException($"{expression.GetType().Name} has no translation."),
        };
        return value with { Sql = Bounded(value.Sql) };
    }

    private static string Negation(bool isNegated) => isNegated ? "NOT " : "";

    /// <summary>A query inside an expression sees the names around it.</summary>
    private (string Sql, IReadOnlyList<(string Name, string? Type)>? Columns) WriteNested(Query query)
    {
        var merged = hasMergedColumns;
        var names = outputs;
        outputs = [];
        var written = WriteQuery(query);
        hasMergedColumns = merged;
        outputs = names;
        return written;
    }

    private Typed WriteScalarQuery(ScalarQuery query)
    {
        var (text, columns) = WriteNested(query.Query);
        return new($"({text})", columns is [var only] ? only.Type : null);
    }

    private Typed WriteParameter(Parameter parameter)
    {
        var value = context.Parameters is { } values ? values[parameter.Index] : parameter;
        // Without a value yet it stays one, perhaps another one: EXECUTE … USING ?.
        return value is Parameter { Index: var index } ? new(string.Create(CultureInfo.InvariantCulture, $"${index + 1}"), null) : Write(value);
    }

    /// <summary>A parameter's value, or the expression itself.</summary>
    private Expression Resolve(Expression expression) => expression is Parameter { Index: var index } && context.Parameters is { } values ? values[index] : expression;

    private Typed WriteNegation(int offset, Typed value) => TypeText.Kind(value.Type) is TypeKind.Number or TypeKind.Duration or TypeKind.Months or TypeKind.Unknown
        ? new($"(-{value.Sql})", value.Type) { IsLiteral = value.IsLiteral }
        : throw Mismatch(offset, $"Cannot negate {Shown(value.Type)}");

    private Typed WriteLike(Like like)
    {
        var (value, pattern) = (Write(like.Value), Write(like.Pattern));
        if (TypeText.Kind(value.Type) is not (TypeKind.Text or TypeKind.Unknown) || TypeText.Kind(pattern.Type) is not (TypeKind.Text or TypeKind.Unknown))
        {
            throw Mismatch(like.Offset, $"Left side of LIKE expression must evaluate to a varchar (actual: {Shown(value.Type)})");
        }

        if (like.Escape is { } escape && Resolve(escape) is Literal { Kind: LiteralKind.Text, Text.Length: not 1 })
        {
            throw Invalid(escape.Offset, "Escape string must be a single character");
        }

        var checkedPattern = like.Escape is null ? pattern.Sql : CheckLike(like, pattern.Sql, like.Escape);
        return new($"({value.Sql} {Negation(like.IsNegated)}LIKE {checkedPattern}{(like.Escape is null ? "" : $" ESCAPE {Write(like.Escape).Sql}")})", "boolean");
    }

    /// <summary>The engine takes an escape character before any other; what is written in the statement is checked here, and other patterns when they are met.</summary>
    private string CheckLike(Like like, string pattern, Expression escape)
    {
        if (Resolve(like.Pattern) is not Literal { Kind: LiteralKind.Text, Text: var text } || Resolve(escape) is not Literal { Kind: LiteralKind.Text, Text: var character })
        {
            return $"trino_like_pattern({pattern}, {Write(escape).Sql})";
        }

        try
        {
            LikePattern.Check(text, character);
            return pattern;
        }
        catch (FunctionException wrong)
        {
            throw Invalid(like.Offset, wrong.Message);
        }
    }

    private Typed WriteDistinct(IsDistinct distinct)
    {
        var (left, right) = (WriteInstant(distinct.Left), WriteInstant(distinct.Right));
        CheckComparable(distinct.Offset, "IS DISTINCT FROM", left.Type, right.Type);
        return new($"({left.Sql} IS {Negation(distinct.IsNegated)}DISTINCT FROM {right.Sql})", "boolean");
    }

    /// <summary>What Athena tells of the file that a row comes from.</summary>
    private static readonly string[] HiddenColumns = ["$path", "$bucket", "$file_size", "$file_modified_time", "$partition"];

    private Typed WriteName(Name name) => HiddenColumns.Contains(name.Identifier.Text, StringComparer.OrdinalIgnoreCase) && scope.TypeOf(null, name.Identifier.Text) is null
        ? throw NotSupported(name.Offset, $"The column {name.Identifier.Text} is not available here; SELECT * FROM \"table$files\" lists a table's files.")
        : scope.Parameter(name.Identifier) is null && outputs.Contains(name.Identifier.Text) && scope.HasNo(name.Identifier.Text)
        // The engine would take the name of an output column; Trino does so in ORDER BY only.
        ? throw Invalid(name.Offset, $"Column '{name.Identifier.Text.ToLowerInvariant()}' cannot be resolved")
        : scope.Parameter(name.Identifier) ?? new(Identifier(name.Identifier), scope.TypeOf(null, name.Identifier.Text));

    private Typed WriteDereference(Dereference field)
    {
        if (field.Base is Name { Identifier: var alias } && scope.Parameter(alias) is null)
        {
            if (scope.Relation(alias.Text) is { } relation)
            {
                if (relation.Merged.Contains(field.Field.Text))
                {
                    throw Invalid(field.Offset, $"Column '{alias.Text.ToLowerInvariant()}.{field.Field.Text.ToLowerInvariant()}' cannot be resolved: USING has made it a column of no relation");
                }

                return new($"{Identifier(alias)}.{Identifier(field.Field)}", scope.TypeOf(alias.Text, field.Field.Text));
            }

            CheckRow(field, scope.TypeOf(null, alias.Text));
            return new($"{Identifier(alias)}.{Identifier(field.Field)}", TypeText.Field(scope.TypeOf(null, alias.Text), field.Field.Text));
        }

        // catalog.database.table.column and database.table.column: the table's name is enough, as it is the one in FROM.
        if (field.Base is Dereference { Field: var table, Base: Name or Dereference { Base: Name } } path && scope.HasRelation(table.Text) && IsPath(path))
        {
            return new($"{Identifier(table)}.{Identifier(field.Field)}", scope.TypeOf(table.Text, field.Field.Text));
        }

        var row = Write(field.Base);
        CheckRow(field, row.Type);
        return new($"struct_extract({row.Sql}, {SqlText.Literal(field.Field.Text)})", TypeText.Field(row.Type, field.Field.Text));
    }

    /// <summary>The engine would look into JSON and maps, too.</summary>
    private void CheckRow(Dereference field, string? type)
    {
        if (TypeText.Kind(type) is not (TypeKind.Row or TypeKind.Unknown))
        {
            throw Mismatch(field.Offset, $"Expression {sql[field.Base.Offset..Math.Max(field.Field.Offset - 1, field.Base.Offset)].Trim()} is not of type ROW");
        }
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
        return new($"row({Join(items.Select(item => item.Sql))})", $"row({Join(items.Select(item => item.Type ?? "unknown"))})");
    }

    private Typed WriteArray(ArrayConstructor array)
    {
        var items = array.Items.Select(Write).ToArray();
        var type = CommonType(array.Offset, "All ARRAY elements", items);
        return new($"[{Join(items.Select(item => item.Sql))}]", type is null ? "array" : $"array({type})");
    }

    private Typed WriteCase(Case conditional)
    {
        var operand = conditional.Operand is null ? (Typed?)null : Write(conditional.Operand);
        var branches = conditional.Branches.Select(branch => (When: WriteWhen(branch.When, operand), Then: Write(branch.Then))).ToArray();
        var otherwise = conditional.Otherwise is null ? (Typed?)null : Write(conditional.Otherwise);
        var type = CommonType(conditional.Offset, "All CASE results", [.. branches.Select(branch => branch.Then), .. otherwise is { } last ? new[] { last } : []]);
        return new($"CASE {string.Join(' ', branches.Select(branch => $"WHEN {branch.When} THEN {branch.Then.Sql}"))}{(otherwise is { } value ? $" ELSE {value.Sql}" : "")} END", type);
    }

    private string WriteWhen(Expression when, Typed? operand)
    {
        if (operand is not { } left)
        {
            return Condition(when, "CASE WHEN clause");
        }

        var right = Write(when);
        CheckComparable(when.Offset, "=", left.Type, right.Type);
        return Compare("=", left, right);
    }

    /// <summary>Up to 31 columns fit an integer.</summary>
    private Typed WriteGroupingCall(Grouping grouping)
    {
        var type = grouping.Columns.Count <= 31 ? "integer" : "bigint";
        return new($"CAST(grouping({Join(grouping.Columns.Select(column => Write(column).Sql))}) AS {type})", type);
    }

    private Typed WriteCurrent(CurrentValue current) => current.Name switch
    {
        "CURRENT_DATE" => new("current_date", "date"),
        "CURRENT_TIMESTAMP" => new(current.Precision > 3 ? "now()" : "date_trunc('milliseconds', now())", TypeText.Moment("timestamp with time zone", current.Precision ?? 3)),
        "LOCALTIMESTAMP" => new(current.Precision > 3 ? "CAST(now() AS TIMESTAMP)" : "date_trunc('milliseconds', CAST(now() AS TIMESTAMP))", TypeText.Moment("timestamp", current.Precision ?? 3)),
        "LOCALTIME" or "CURRENT_TIME" => new("CAST(date_trunc('milliseconds', CAST(now() AS TIMESTAMP)) AS TIME)", "time(3)"),
        "CURRENT_CATALOG" => new(SqlText.Literal(QueryEngine.CatalogName), "varchar"),
        "CURRENT_SCHEMA" => new(context.Database is { } database ? SqlText.Literal(database) : "NULL", "varchar"),
        "CURRENT_USER" => new("'lakehouse'", "varchar"),
        _ => throw NotSupported(current.Offset, $"{current.Name} is not available here."),
    };
}
