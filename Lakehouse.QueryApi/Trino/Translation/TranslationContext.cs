using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>What a translation needs to know beside the text.</summary>
/// <param name="Database">Where tables without a database are looked for, or null for everywhere.</param>
/// <param name="Parameters">Values of <c>?</c>, in order; null leaves them to the engine.</param>
/// <param name="Columns">Names and types of a table's columns, or null where they are not known.</param>
/// <param name="Missing">What Trino says of a table that is not there; null of one that is there or may be.</param>
internal sealed record TranslationContext(
    string? Database,
    IReadOnlyList<Expression>? Parameters,
    Func<QualifiedName, IReadOnlyList<(string Name, string? Type)>?> Columns,
    Func<QualifiedName, string?> Missing);
