namespace Lakehouse.QueryApi.Trino;

/// <summary>A function of ours fails for a value; the message begins with Trino's name of the error: <c>INVALID_FUNCTION_ARGUMENT: …</c>.</summary>
internal sealed class FunctionException(string message) : Exception(message);
