namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary>A value in a statement; the rules of SqlBase.g4 that it comes from stand in brackets.</summary>
/// <param name="Offset">Where it begins in the text, in characters.</param>
internal abstract record Expression(int Offset);

/// <summary>What a literal is.</summary>
internal enum LiteralKind
{
    /// <summary>NULL.</summary>
    Null,

    /// <summary>TRUE or FALSE.</summary>
    Boolean,

    /// <summary>Digits: integer, or bigint beyond 32 bits.</summary>
    Integer,

    /// <summary>Digits with a point: decimal.</summary>
    Decimal,

    /// <summary>Digits with an exponent: double.</summary>
    Double,

    /// <summary>'…' or U&amp;'…'.</summary>
    Text,

    /// <summary>X'…', as hexadecimal digits.</summary>
    Binary,
}

/// <summary>[nullLiteral, numericLiteral, booleanLiteral, stringLiteral, binaryLiteral]</summary>
internal sealed record Literal(int Offset, LiteralKind Kind, string Text) : Expression(Offset);

/// <summary><c>DATE '2024-01-01'</c>, <c>DECIMAL '1.5'</c> [typeConstructor]</summary>
internal sealed record TypedLiteral(int Offset, string Type, string Text) : Expression(Offset);

/// <summary><c>INTERVAL -'2' DAY</c> [interval]</summary>
internal sealed record IntervalLiteral(int Offset, bool IsNegative, string Text, string From, string? To) : Expression(Offset);

/// <summary><c>?</c> [parameter]</summary>
internal sealed record Parameter(int Offset, int Index) : Expression(Offset);

/// <summary>A column, or a lambda's parameter [columnReference]</summary>
internal sealed record Name(int Offset, Identifier Identifier) : Expression(Offset);

/// <summary><c>base.field</c> [dereference]</summary>
internal sealed record Dereference(int Offset, Expression Base, Identifier Field) : Expression(Offset);

/// <summary><c>value[index]</c> [subscript]</summary>
internal sealed record Subscript(int Offset, Expression Value, Expression Index) : Expression(Offset);

/// <summary><c>-a</c>, <c>+a</c> [arithmeticUnary]</summary>
internal sealed record Unary(int Offset, char Operator, Expression Operand) : Expression(Offset);

/// <summary>Operators of one precedence, from the left: <c>a + b - c</c> [arithmeticBinary, concatenation]</summary>
internal sealed record Chain(int Offset, Expression First, IReadOnlyList<(string Operator, Expression Operand)> Rest) : Expression(Offset);

/// <summary>AND or OR over any number of operands [and, or]</summary>
internal sealed record Logical(int Offset, string Operator, IReadOnlyList<Expression> Operands) : Expression(Offset);

/// <summary>[logicalNot]</summary>
internal sealed record Not(int Offset, Expression Operand) : Expression(Offset);

/// <summary><c>a = b</c> [comparison]</summary>
internal sealed record Comparison(int Offset, string Operator, Expression Left, Expression Right) : Expression(Offset);

/// <summary><c>a &gt; ALL (SELECT …)</c> [quantifiedComparison]</summary>
internal sealed record Quantified(int Offset, string Operator, string Quantifier, Expression Left, Query Query) : Expression(Offset);

/// <summary>[between]</summary>
internal sealed record Between(int Offset, Expression Value, Expression Lower, Expression Upper, bool IsNegated) : Expression(Offset);

/// <summary>[inList]</summary>
internal sealed record InList(int Offset, Expression Value, IReadOnlyList<Expression> Items, bool IsNegated) : Expression(Offset);

/// <summary>[inSubquery]</summary>
internal sealed record InQuery(int Offset, Expression Value, Query Query, bool IsNegated) : Expression(Offset);

/// <summary>[like]</summary>
internal sealed record Like(int Offset, Expression Value, Expression Pattern, Expression? Escape, bool IsNegated) : Expression(Offset);

/// <summary>[nullPredicate]</summary>
internal sealed record IsNull(int Offset, Expression Value, bool IsNegated) : Expression(Offset);

/// <summary>[distinctFrom]</summary>
internal sealed record IsDistinct(int Offset, Expression Left, Expression Right, bool IsNegated) : Expression(Offset);

/// <summary><c>ts AT TIME ZONE 'Europe/Berlin'</c> [atTimeZone]</summary>
internal sealed record AtTimeZone(int Offset, Expression Value, Expression Zone) : Expression(Offset);

/// <summary><c>x -&gt; x + 1</c>, <c>(a, b) -&gt; a + b</c> [lambda]</summary>
internal sealed record Lambda(int Offset, IReadOnlyList<Identifier> Parameters, Expression Body) : Expression(Offset);

/// <summary><c>ROW(1, 'a')</c>, <c>(1, 'a')</c> [rowConstructor]</summary>
internal sealed record RowConstructor(int Offset, IReadOnlyList<Expression> Items) : Expression(Offset);

/// <summary><c>ARRAY[1, 2]</c> [arrayConstructor]</summary>
internal sealed record ArrayConstructor(int Offset, IReadOnlyList<Expression> Items) : Expression(Offset);

/// <summary><c>(SELECT …)</c> as a value [subqueryExpression]</summary>
internal sealed record ScalarQuery(int Offset, Query Query) : Expression(Offset);

/// <summary>[exists]</summary>
internal sealed record Exists(int Offset, Query Query) : Expression(Offset);

/// <summary>[simpleCase, searchedCase]</summary>
internal sealed record Case(int Offset, Expression? Operand, IReadOnlyList<(Expression When, Expression Then)> Branches, Expression? Otherwise) : Expression(Offset);

/// <summary>CAST or TRY_CAST [cast]</summary>
internal sealed record Cast(int Offset, Expression Value, DataTypeName Type, bool IsTry) : Expression(Offset);

/// <summary>[extract]</summary>
internal sealed record Extract(int Offset, string Field, Expression Value) : Expression(Offset);

/// <summary><c>TRIM(LEADING 'x' FROM a)</c> [trim]</summary>
internal sealed record Trim(int Offset, string Side, Expression? Characters, Expression Value) : Expression(Offset);

/// <summary>CURRENT_DATE, CURRENT_TIMESTAMP(3), CURRENT_USER … [currentDate …]</summary>
internal sealed record CurrentValue(int Offset, string Name, int? Precision) : Expression(Offset);

/// <summary>[groupingOperation]</summary>
internal sealed record Grouping(int Offset, IReadOnlyList<Expression> Columns) : Expression(Offset);
