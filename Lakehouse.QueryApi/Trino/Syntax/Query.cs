namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary>A query with what may stand in front of and behind it [query, queryNoWith]</summary>
internal sealed record Query(int Offset, With? With, QueryBody Body)
{
    public IReadOnlyList<SortItem> OrderBy { get; init; } = [];

    /// <summary>OFFSET; comes before LIMIT in Trino.</summary>
    public Expression? RowOffset { get; init; }

    /// <summary>LIMIT or FETCH FIRST; null without one and for LIMIT ALL.</summary>
    public Expression? Limit { get; init; }

    /// <summary>FETCH FIRST … WITH TIES.</summary>
    public bool WithTies { get; init; }
}

/// <summary>[with]</summary>
internal sealed record With(bool IsRecursive, IReadOnlyList<NamedQuery> Queries);

/// <summary>[namedQuery]</summary>
internal sealed record NamedQuery(Identifier Name, IReadOnlyList<Identifier> Columns, Query Query);

/// <summary>[queryTerm, queryPrimary]</summary>
internal abstract record QueryBody;

/// <summary>[querySpecification]</summary>
internal sealed record Select(int Offset, bool IsDistinct, IReadOnlyList<SelectItem> Items) : QueryBody
{
    public IReadOnlyList<Relation> From { get; init; } = [];

    public Expression? Where { get; init; }

    public bool IsGrouped { get; init; }

    public bool IsGroupDistinct { get; init; }

    public IReadOnlyList<GroupingElement> GroupBy { get; init; } = [];

    public Expression? Having { get; init; }

    public IReadOnlyList<(Identifier Name, Window Window)> Windows { get; init; } = [];
}

/// <summary>UNION, INTERSECT, EXCEPT over any number of terms of one precedence, from the left [setOperation]</summary>
/// <param name="Offset">Where it begins, in characters.</param>
/// <param name="First">The first term.</param>
/// <param name="Rest">What follows, each with its word.</param>
internal sealed record SetOperation(int Offset, QueryBody First, IReadOnlyList<(string Operator, bool IsAll, QueryBody Term)> Rest) : QueryBody;

/// <summary><c>TABLE t</c> [table]</summary>
internal sealed record TableQuery(QualifiedName Table) : QueryBody;

/// <summary>[inlineTable]</summary>
internal sealed record ValuesQuery(IReadOnlyList<Expression> Rows) : QueryBody;

/// <summary>A query in parentheses [subquery]</summary>
internal sealed record NestedQuery(Query Query) : QueryBody;

/// <summary>One item of SELECT: a value; <c>*</c>; <c>t.*</c> [selectItem]</summary>
internal sealed record SelectItem(Expression? Value, Identifier? Alias, bool IsStar, IReadOnlyList<Identifier> StarColumns);

/// <summary>SETS is for ROLLUP, CUBE and GROUPING SETS; a single expression or a list in parentheses has no kind [groupingElement]</summary>
internal sealed record GroupingElement(string? Kind, IReadOnlyList<IReadOnlyList<Expression>> Sets, bool IsBare);
