using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Engine;

/// <summary>What clients are told of DuckDB's errors.</summary>
internal static class EngineProblems
{
    private const int MaxLength = 1_000;

    private static readonly string[] Names = ["DIVISION_BY_ZERO: ", "INVALID_FUNCTION_ARGUMENT: ", "INVALID_CAST_ARGUMENT: ", "NOT_SUPPORTED: "];

    public static QueryException Translate(EngineException error)
    {
        var (problem, message) = error.Category.ToUpperInvariant() switch
        {
            "BINDER" or "CATALOG" or "PARSER" or "SYNTAX" or "NOT IMPLEMENTED" or "PARAMETER NOT RESOLVED" or "PARAMETER NOT ALLOWED" or "EXPRESSION" => (Problem.InvalidStatement, error.Message),
            "PERMISSION" => (Problem.NotAllowed, error.Message),
            "OUT OF MEMORY" => (Problem.OutOfMemory, $"The query needs more memory than one query may use. Make it read, group or sort less. ({FirstLine(error.Message)})"),
            "IO" or "HTTP" => (Problem.TableUnreadable, $"A file of the tables that the statement reads cannot be read: {error.Message}"),
            "INTERNAL" or "FATAL" => (Problem.Internal, $"DuckDB failed on this statement: {FirstLine(error.Message)}"),
            _ => (Problem.QueryFailed, TrinoError(error.Message) ?? error.Message),
        };
        return new QueryException(problem, Shorten(message.ReplaceLineEndings(" ")), error) { Position = error.Position };
    }

    /// <summary>
    /// The macros behind Trino's functions fail by a cast that cannot succeed, since only such an error ends inside TRY:
    /// <code>Could not convert string 'DIVISION_BY_ZERO: Division by zero' to INT32</code>
    /// Functions of ours fail with the text alone.
    /// </summary>
    private static string? TrinoError(string message)
    {
        if (Names.Any(name => message.StartsWith(name, StringComparison.Ordinal)))
        {
            return message;
        }

        // A cast to a date or a timestamp quotes by "…".
        var start = Names.Select(name => message.IndexOf(name, StringComparison.Ordinal)).Max();
        var end = start > 0 ? message.LastIndexOf(message[start - 1]) : -1;
        return end > start ? message[start..end] : null;
    }

    /// <summary>DuckDB quotes the place of an error, which may be most of the statement.</summary>
    private static string Shorten(string message) => message.Length <= MaxLength ? message : message[..MaxLength] + "…";

    private static string FirstLine(string text) => text.Split('\n')[0];
}
