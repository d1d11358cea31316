namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary>What JSON_VALUE and its kin do when there is nothing, or an error [jsonValueBehavior, jsonQueryBehavior, jsonExistsErrorBehavior]</summary>
/// <param name="Kind">NULL, ERROR, DEFAULT, TRUE, FALSE, UNKNOWN, EMPTY ARRAY, EMPTY OBJECT.</param>
/// <param name="Default">The value after DEFAULT.</param>
internal sealed record JsonBehavior(string Kind, Expression? Default);

/// <summary>JSON_VALUE, JSON_QUERY or JSON_EXISTS [jsonValue, jsonQuery, jsonExists]</summary>
/// <param name="Offset">Its place.</param>
/// <param name="Function">Its name in capitals.</param>
/// <param name="Input">The value.</param>
/// <param name="Path">The path.</param>
/// <param name="Passing">Variables of the path.</param>
/// <param name="Returning">Type of the result.</param>
/// <param name="Wrapper">WITHOUT, CONDITIONAL or UNCONDITIONAL.</param>
/// <param name="OmitsQuotes">A text comes without its quotes.</param>
/// <param name="OnEmpty">What is done when the path yields nothing.</param>
/// <param name="OnError">What is done when it fails, or yields what is no result.</param>
internal sealed record JsonPathCall(int Offset, string Function, Expression Input, string Path, IReadOnlyList<(Expression Value, bool IsJson, string Name)> Passing, DataTypeName? Returning, string Wrapper, bool OmitsQuotes, JsonBehavior? OnEmpty, JsonBehavior? OnError) : Expression(Offset);

/// <summary>JSON_OBJECT [jsonObject]</summary>
internal sealed record JsonObject(int Offset, IReadOnlyList<(Expression Key, Expression Value, bool IsJson)> Members, bool AbsentOnNull) : Expression(Offset);

/// <summary>JSON_ARRAY [jsonArray]</summary>
internal sealed record JsonArray(int Offset, IReadOnlyList<(Expression Value, bool IsJson)> Items, bool AbsentOnNull) : Expression(Offset);
