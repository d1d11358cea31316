using System.Text.Json;

namespace Lakehouse.QueryApi.Engine;

/// <summary>An error that DuckDB reported.</summary>
/// <param name="category">DuckDB's exception type: <c>Binder</c>, <c>Conversion</c>, <c>Out of Memory</c>, <c>INTERRUPT</c> …</param>
/// <param name="message">What went wrong, without DuckDB's excerpt of the statement.</param>
/// <param name="position">Byte offset in the statement, or null.</param>
internal sealed class EngineException(string category, string message, int? position) : Exception(message)
{
    public string Category { get; } = category;

    public int? Position { get; } = position;

    /// <summary>The statement was stopped by an interrupt.</summary>
    public bool IsInterrupt => Category.Equals("INTERRUPT", StringComparison.OrdinalIgnoreCase);

    /// <summary>DuckDB's state is not to be trusted after such an error: its database must be opened anew.</summary>
    public bool IsFatal => Category.Equals("FATAL", StringComparison.OrdinalIgnoreCase) || Category.Equals("INTERNAL", StringComparison.OrdinalIgnoreCase);

    /// <summary>Memory ran out.</summary>
    public bool IsOutOfMemory => Category.Equals("Out of Memory", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads an error as DuckDB gives it under <c>errors_as_json</c>; parser errors have the category once more in front:
    /// <code>Parser Error: {"exception_type":"Parser","exception_message":"syntax error at or near \"selec\"","position":"0"}</code>
    /// </summary>
    public static EngineException FromText(string text)
    {
        var json = text.IndexOf('{', StringComparison.Ordinal);
        if (json >= 0)
        {
            try
            {
                using var document = JsonDocument.Parse(text.AsMemory(json));
                var error = document.RootElement;
                var position = error.TryGetProperty("position", out var at) && int.TryParse(at.GetString(), out var offset) ? offset : (int?)null;
                return new EngineException(
                    error.GetProperty("exception_type").GetString() ?? "Unknown",
                    error.GetProperty("exception_message").GetString() ?? text,
                    position);
            }
            catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // A brace in an error that is not JSON: the text itself is the message.
                return new EngineException("Unknown", text, null);
            }
        }

        return new EngineException("Unknown", text, null);
    }
}
