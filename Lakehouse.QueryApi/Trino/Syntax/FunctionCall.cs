namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary><c>f(DISTINCT a ORDER BY b) FILTER (WHERE c) IGNORE NULLS OVER (…)</c> [functionCall, listagg]</summary>
internal sealed record FunctionCall(int Offset, string Function, IReadOnlyList<Expression> Arguments) : Expression(Offset)
{
    /// <summary><c>count(*)</c></summary>
    public bool IsStar { get; init; }

    public bool IsDistinct { get; init; }

    public IReadOnlyList<SortItem> OrderBy { get; init; } = [];

    public Expression? Filter { get; init; }

    public bool IgnoresNulls { get; init; }

    public Window? Over { get; init; }
}

/// <summary>One item of ORDER BY [sortItem]</summary>
internal sealed record SortItem(Expression Value, bool IsDescending, bool? NullsFirst);

/// <summary>A window: a name, or its parts [over, windowSpecification]</summary>
internal sealed record Window(Identifier? Base, IReadOnlyList<Expression> PartitionBy, IReadOnlyList<SortItem> OrderBy, WindowFrame? Frame, bool IsNameOnly);

/// <summary><c>ROWS BETWEEN … AND …</c> [windowFrame]</summary>
internal sealed record WindowFrame(string Unit, FrameBound Start, FrameBound? End);

/// <summary>UNBOUNDED PRECEDING, CURRENT ROW, <c>n</c> FOLLOWING … [frameBound]</summary>
internal sealed record FrameBound(Expression? Distance, string Text);
