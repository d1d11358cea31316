namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary>A type as a statement writes it [type]</summary>
/// <param name="Offset">Where it begins, in characters.</param>
/// <param name="Base">Lower case: <c>bigint</c>, <c>decimal</c>, <c>array</c>, <c>map</c>, <c>row</c>, <c>timestamp</c>, <c>timestamp with time zone</c> …</param>
/// <param name="Numbers">Length, precision, scale.</param>
/// <param name="Types">Element type, or key and value types, or field types.</param>
/// <param name="FieldNames">Names of a row's fields; null where one has none.</param>
internal sealed record DataTypeName(int Offset, string Base, IReadOnlyList<int> Numbers, IReadOnlyList<DataTypeName> Types, IReadOnlyList<Identifier?> FieldNames);
