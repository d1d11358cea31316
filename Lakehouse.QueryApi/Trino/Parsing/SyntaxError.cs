using System.Text;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Trino.Parsing;

/// <summary>Errors of statements, with their place.</summary>
internal static class SyntaxError
{
    /// <summary>The text breaks the grammar.</summary>
    public static QueryException At(string sql, int offset, string message) => new(Problem.Syntax, message) { Position = Bytes(sql, offset) };

    /// <summary>The text is Trino's grammar, but what it asks for does not exist here.</summary>
    public static QueryException NotSupported(string sql, int offset, string message) => new(Problem.NotSupported, message) { Position = Bytes(sql, offset) };

    /// <summary>The statement is well formed, but wrong: a function without such arguments …</summary>
    public static QueryException Invalid(string sql, int offset, string message) => new(Problem.InvalidStatement, message) { Position = Bytes(sql, offset) };

    /// <summary>A table that the statement names is not there.</summary>
    public static QueryException UnknownTable(string sql, int offset, string message) => new(Problem.UnknownTable, message) { Position = Bytes(sql, offset) };

    private static int Bytes(string sql, int offset) => Encoding.UTF8.GetByteCount(sql.AsSpan(0, Math.Clamp(offset, 0, sql.Length)));
}
