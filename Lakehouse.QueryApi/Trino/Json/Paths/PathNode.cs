namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>A part of a path; it yields a sequence of values.</summary>
internal abstract record PathNode;

/// <summary><c>$</c></summary>
internal sealed record ContextNode : PathNode;

/// <summary><c>@</c> inside a filter.</summary>
internal sealed record CurrentNode : PathNode;

/// <summary><c>last</c> inside a subscript.</summary>
internal sealed record LastNode : PathNode;

/// <summary><c>$name</c>, a value of PASSING.</summary>
internal sealed record VariableNode(string Name) : PathNode;

/// <summary>A number, a text, true, false or null.</summary>
internal sealed record LiteralNode(JsonItem Value) : PathNode;

/// <summary><c>.name</c>, <c>."a name"</c>; without a name <c>.*</c></summary>
internal sealed record MemberNode(PathNode Base, byte[]? Name) : PathNode;

/// <summary><c>..name</c></summary>
internal sealed record DescendantsNode(PathNode Base, byte[] Name) : PathNode;

/// <summary><c>[0, 2 to last]</c>; without subscripts <c>[*]</c></summary>
internal sealed record ElementsNode(PathNode Base, IReadOnlyList<(PathNode From, PathNode? To)> Subscripts) : PathNode;

/// <summary><c>?(predicate)</c></summary>
internal sealed record FilterNode(PathNode Base, PathPredicate Predicate) : PathNode;

/// <summary><c>.size()</c> and its kin.</summary>
internal sealed record MethodNode(PathNode Base, string Name) : PathNode;

/// <summary><c>-path</c>, <c>+path</c></summary>
internal sealed record SignNode(bool IsNegative, PathNode Base) : PathNode;

/// <summary>One of <c>+ - * / %</c></summary>
internal sealed record ArithmeticNode(char Operator, PathNode Left, PathNode Right) : PathNode;

/// <summary>A condition of a filter: true, false or unknown.</summary>
internal abstract record PathPredicate;

/// <summary>One of <c>== != &lt; &lt;= &gt; &gt;=</c></summary>
internal sealed record ComparisonPredicate(string Operator, PathNode Left, PathNode Right) : PathPredicate;

/// <summary><c>&amp;&amp;</c>, <c>||</c></summary>
internal sealed record LogicalPredicate(bool IsAnd, PathPredicate Left, PathPredicate Right) : PathPredicate;

/// <summary><c>!</c></summary>
internal sealed record NotPredicate(PathPredicate Inner) : PathPredicate;

/// <summary><c>(predicate) is unknown</c></summary>
internal sealed record UnknownPredicate(PathPredicate Inner) : PathPredicate;

/// <summary><c>exists(path)</c></summary>
internal sealed record ExistsPredicate(PathNode Path) : PathPredicate;

/// <summary><c>path starts with "text"</c></summary>
internal sealed record StartsWithPredicate(PathNode Path, PathNode Prefix) : PathPredicate;
