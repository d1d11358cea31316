namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary>What stands in FROM [relation]</summary>
internal abstract record Relation(int Offset);

/// <summary>A table, perhaps at an earlier version [tableName]</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Table">Its name.</param>
/// <param name="PeriodKind">VERSION or TIMESTAMP of FOR … AS OF, or null.</param>
/// <param name="Period">The version or time.</param>
internal sealed record TableRelation(int Offset, QualifiedName Table, string? PeriodKind, Expression? Period) : Relation(Offset);

/// <summary>[subqueryRelation, lateral]</summary>
internal sealed record QueryRelation(int Offset, Query Query, bool IsLateral) : Relation(Offset);

/// <summary>[unnest]</summary>
internal sealed record Unnest(int Offset, IReadOnlyList<Expression> Values, bool WithOrdinality) : Relation(Offset);

/// <summary><c>TABLE(f(a =&gt; 1))</c> [tableFunctionInvocation]</summary>
internal sealed record TableFunction(int Offset, string Function, IReadOnlyList<(string? Name, Expression Value)> Arguments) : Relation(Offset);

/// <summary>[joinRelation]</summary>
/// <param name="Offset">Where the left side begins.</param>
/// <param name="Kind">CROSS, INNER, LEFT, RIGHT, FULL.</param>
/// <param name="IsNatural">NATURAL JOIN.</param>
/// <param name="Left">Left side.</param>
/// <param name="Right">Right side.</param>
/// <param name="On">Condition, or null.</param>
/// <param name="Using">Columns of USING, or empty.</param>
internal sealed record Join(int Offset, string Kind, bool IsNatural, Relation Left, Relation Right, Expression? On, IReadOnlyList<Identifier> Using) : Relation(Offset);

/// <summary>[aliasedRelation]</summary>
internal sealed record AliasedRelation(int Offset, Relation Relation, Identifier Alias, IReadOnlyList<Identifier> Columns) : Relation(Offset);

/// <summary>[sampledRelation]</summary>
internal sealed record SampledRelation(int Offset, Relation Relation, string Method, Expression Percentage) : Relation(Offset);

/// <summary>A relation in parentheses [parenthesizedRelation]</summary>
internal sealed record NestedRelation(int Offset, Relation Relation) : Relation(Offset);
