using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>A condition in SQL as a filter of files. What cannot be said about files becomes <see cref="FileFilter.Unknown"/>.</summary>
/// <remarks>DuckDB's own parser gives the tree (<c>json_serialize_sql</c>), so that quoting, precedence and casts are its own.</remarks>
internal sealed class ParsedFilter
{
    private readonly Snapshot snapshot;
    private readonly FilterConstants constants = new();
    private readonly List<FilterColumn> columns = [];

    private ParsedFilter(Snapshot snapshot) => this.snapshot = snapshot;

    public FileFilter Filter { get; private set; } = FileFilter.Unknown.Instance;

    /// <summary>The columns that the filter asks about, by their numbers in it.</summary>
    public IReadOnlyList<FilterColumn> Columns => columns;

    /// <exception cref="InvalidPredicateException">The text is not one condition.</exception>
    public static async Task<ParsedFilter> ParseAsync(Snapshot snapshot, string predicate, CancellationToken cancellationToken)
    {
        await using var engine = DuckDbEngine.OpenInternal();
        using var tree = JsonDocument.Parse(
            await FilterConstants.SerializeAsync(engine, $"SELECT 0 FROM t WHERE (\n{predicate}\n)", cancellationToken).ConfigureAwait(false), new JsonDocumentOptions { MaxDepth = 1024 });
        var parsed = new ParsedFilter(snapshot);
        var condition = parsed.Condition(tree.RootElement, predicate);
        await parsed.constants.EvaluateAsync(engine, condition, cancellationToken).ConfigureAwait(false);
        parsed.Filter = parsed.Build(condition);
        return parsed;
    }

    private JsonElement Condition(JsonElement tree, string predicate)
    {
        if (tree.GetProperty("error").GetBoolean())
        {
            throw new InvalidPredicateException($"The condition '{predicate}' is not SQL: {tree.GetProperty("error_message").GetString()}", snapshot.Location, snapshot.Version);
        }

        var statements = tree.GetProperty("statements");
        var node = statements[0].GetProperty("node");
        return statements.GetArrayLength() == 1 && node.GetProperty("type").GetString() == "SELECT_NODE" && node.GetProperty("where_clause") is { ValueKind: JsonValueKind.Object } where
            && node.GetProperty("modifiers").GetArrayLength() == 0 && node.GetProperty("group_expressions").GetArrayLength() == 0
            ? where
            : throw new InvalidPredicateException($"The condition '{predicate}' is more than one SQL condition.", snapshot.Location, snapshot.Version);
    }

    private FileFilter Build(JsonElement node)
    {
        if (FilterConstants.IsConstant(node))
        {
            return constants.ValueOf(node) switch
            {
                { Text: null } => new FileFilter.Constant(Truth.Null),
                { Type: "BOOLEAN", Text: var text } => new FileFilter.Constant(Truth.Of(text == "true")),
                _ => FileFilter.Unknown.Instance,
            };
        }

        var children = node.TryGetProperty("children", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : [];
        return (FilterConstants.Class(node), node.GetProperty("type").GetString()) switch
        {
            ("CONJUNCTION", "CONJUNCTION_AND") => new FileFilter.And([.. children.Select(Build)]),
            ("CONJUNCTION", "CONJUNCTION_OR") => new FileFilter.Or([.. children.Select(Build)]),
            ("OPERATOR", "OPERATOR_NOT") => new FileFilter.Not(Build(children[0])),
            ("OPERATOR", "OPERATOR_IS_NULL") => IsNull(children[0]),
            ("OPERATOR", "OPERATOR_IS_NOT_NULL") => new FileFilter.Not(IsNull(children[0])),
            ("OPERATOR", "COMPARE_IN") => InList(children[0], children[1..]),
            ("OPERATOR", "COMPARE_NOT_IN") => new FileFilter.Not(InList(children[0], children[1..])),
            ("BETWEEN", _) => new FileFilter.And(
            [
                Compare("COMPARE_GREATERTHANOREQUALTO", node.GetProperty("input"), node.GetProperty("lower")),
                Compare("COMPARE_LESSTHANOREQUALTO", node.GetProperty("input"), node.GetProperty("upper")),
            ]),
            ("COMPARISON", var comparison) => Compare(comparison!, node.GetProperty("left"), node.GetProperty("right")),
            ("FUNCTION", _) when children.Length == 2 => Function(node.GetProperty("function_name").GetString()!, children[0], children[1]),
            ("COLUMN_REF", _) when Operand(node) is { Type: PrimitiveType { Name: "boolean" } } flag => new ColumnComparison(flag, Comparison.Equal, ConstantRange.Of(FilterValue.Boolean(true))),
            _ => FileFilter.Unknown.Instance,
        };
    }

    private FileFilter Compare(string comparison, JsonElement left, JsonElement right)
    {
        if (FilterConstants.IsConstant(left))
        {
            (left, right) = (right, left);
            comparison = comparison switch
            {
                "COMPARE_LESSTHAN" => "COMPARE_GREATERTHAN",
                "COMPARE_GREATERTHAN" => "COMPARE_LESSTHAN",
                "COMPARE_LESSTHANOREQUALTO" => "COMPARE_GREATERTHANOREQUALTO",
                "COMPARE_GREATERTHANOREQUALTO" => "COMPARE_LESSTHANOREQUALTO",
                _ => comparison,
            };
        }

        if (Operand(left) is not { } operand || !FilterConstants.IsConstant(right) || constants.ValueOf(right) is not { } constant)
        {
            return FileFilter.Unknown.Instance;
        }

        if (constant.Text is null)
        {
            return comparison switch
            {
                "COMPARE_DISTINCT_FROM" => new FileFilter.Not(new ColumnIsNull(operand)),
                "COMPARE_NOT_DISTINCT_FROM" => new ColumnIsNull(operand),
                _ => new FileFilter.Constant(Truth.Null),
            };
        }

        if (Range(operand, right) is not { } range)
        {
            return FileFilter.Unknown.Instance;
        }

        var equal = new ColumnComparison(operand, Comparison.Equal, range);
        return comparison switch
        {
            "COMPARE_EQUAL" => equal,
            "COMPARE_NOTEQUAL" => new FileFilter.Not(equal),
            "COMPARE_LESSTHAN" => equal with { Comparison = Comparison.Less },
            "COMPARE_GREATERTHANOREQUALTO" => new FileFilter.Not(equal with { Comparison = Comparison.Less }),
            "COMPARE_LESSTHANOREQUALTO" => equal with { Comparison = Comparison.LessOrEqual },
            "COMPARE_GREATERTHAN" => new FileFilter.Not(equal with { Comparison = Comparison.LessOrEqual }),
            "COMPARE_NOT_DISTINCT_FROM" => new FileFilter.And([equal, new FileFilter.Not(new ColumnIsNull(operand))]),
            "COMPARE_DISTINCT_FROM" => new FileFilter.Or([new FileFilter.Not(equal), new ColumnIsNull(operand)]),
            _ => FileFilter.Unknown.Instance,
        };
    }

    private FileFilter InList(JsonElement input, JsonElement[] items)
    {
        if (Operand(input) is not { } operand || !items.All(FilterConstants.IsConstant) || items.Any(item => constants.ValueOf(item) is null))
        {
            return FileFilter.Unknown.Instance;
        }

        // The items are brought to one type by DuckDB before they are compared; only lists of one type are certain.
        var values = items.Where(item => constants.ValueOf(item) is { Text: not null }).ToArray();
        var ranges = values.Select(item => Range(operand, item)).ToArray();
        return ranges.Contains(null) || values.Select(item => constants.ValueOf(item)!.Value.Type).Distinct().Count() > 1
            ? FileFilter.Unknown.Instance
            : ColumnInList.Of(operand, ranges.Select(range => range!.Value), values.Length < items.Length);
    }

    private FileFilter IsNull(JsonElement child) => Operand(child) is { } operand ? new ColumnIsNull(operand) : FileFilter.Unknown.Instance;

    private FileFilter Function(string name, JsonElement input, JsonElement pattern)
    {
        if (name is not ("~~" or "!~~" or "prefix" or "starts_with" or "^@") || Operand(input) is not { Type: PrimitiveType { Name: "string" } } operand
            || constants.ValueOf(pattern) is not { Type: "VARCHAR", Text: { } text })
        {
            return FileFilter.Unknown.Instance;
        }

        var like = name is "~~" or "!~~";
        var wildcard = like ? text.AsSpan().IndexOfAny('%', '_') : -1;
        FileFilter filter = like && wildcard < 0
            ? new ColumnComparison(operand, Comparison.Equal, ConstantRange.Of(FilterValueText.Parse(PrimitiveType.String, text)!.Value))
            : new ColumnPrefix(operand, FilterValueText.Parse(PrimitiveType.String, wildcard < 0 ? text : text[..wildcard])!.Value);
        return name == "!~~" ? new FileFilter.Not(filter) : filter;
    }

    private ConstantRange? Range(FilterOperand operand, JsonElement constant)
    {
        // CAST('2024-01-01 00:00:00+00' AS TIMESTAMPTZ): the text tells whether the zone is fixed
        if (FilterConstants.Class(constant) == "CAST" && constant.GetProperty("cast_type").GetProperty("id").GetString() == "TIMESTAMP WITH TIME ZONE"
            && FilterConstants.Class(constant.GetProperty("child")) == "CONSTANT" && constant.GetProperty("child").GetProperty("value") is var inner
            && inner.GetProperty("type").GetProperty("id").GetString() == "VARCHAR")
        {
            return ConstantValue.Of(operand.Type, "VARCHAR", inner.GetProperty("value").GetString()!);
        }

        return constants.ValueOf(constant) is { Text: { } text } value ? ConstantValue.Of(operand.Type, value.Type, text) : null;
    }

    private FilterOperand? Operand(JsonElement node)
    {
        switch (FilterConstants.Class(node))
        {
            case "COLUMN_REF":
                var names = node.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!).ToArray();
                return FilterColumn.Find(snapshot, names) is { } column ? new FilterOperand(Number(column), column.Type, OperandCast.None) : null;
            case "CAST" when node.GetProperty("try_cast").ValueKind == JsonValueKind.False:
                return Operand(node.GetProperty("child"))?.CastTo(node.GetProperty("cast_type").GetProperty("id").GetString()!);
            default:
                return null;
        }
    }

    private int Number(FilterColumn column)
    {
        var known = columns.FindIndex(other => other.Path.SequenceEqual(column.Path));
        if (known < 0)
        {
            columns.Add(column);
        }

        return known < 0 ? columns.Count - 1 : known;
    }
}
