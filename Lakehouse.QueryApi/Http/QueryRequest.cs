using System.Text.Json;
using Lakehouse.QueryApi.Access;

namespace Lakehouse.QueryApi.Http;

/// <summary>The body of <c>POST /v1/query</c>.</summary>
/// <param name="Sql">One statement.</param>
/// <param name="Parameters">A JSON array (<c>?</c>, <c>$1</c>) or object (<c>$name</c>), or null.</param>
/// <param name="Limit">Most rows to return, or null.</param>
/// <param name="Timeout">Longest run time, or null for the service's default.</param>
/// <param name="IsAthena">The statement is in Athena's SQL, not in DuckDB's.</param>
/// <param name="Database">Where tables without a database are looked for, or null for everywhere; only with Athena's SQL.</param>
internal sealed record QueryRequest(string Sql, JsonElement? Parameters, long? Limit, TimeSpan? Timeout, bool IsAthena = false, string? Database = null)
{
    private static readonly string[] Members = ["sql", "parameters", "limit", "timeout", "dialect", "database", "workGroup"];

    /// <summary>The statement is DuckDB's already, made of one in Athena's SQL.</summary>
    public bool IsTranslated { get; init; }

    /// <summary>The statement is not to run: its columns and parameters are asked for.</summary>
    public bool IsDescription { get; init; }

    /// <summary>The work group that it names, or null.</summary>
    public string? WorkGroup { get; init; }

    /// <summary>Who asks.</summary>
    public Principal Principal { get; init; } = Principal.Everyone;

    /// <summary>Looks at the tables before the statement runs, and throws where it may not.</summary>
    public Action<IReadOnlyList<Catalog.PlannedTable>>? Admit { get; init; }

    /// <summary>Reads a body, and refuses what is not understood rather than pass over it.</summary>
    /// <exception cref="QueryException">The body is not such a request; the message says where and why.</exception>
    public static QueryRequest Parse(ReadOnlyMemory<byte> body)
    {
        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            json = document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw Invalid($"The body is not JSON: {malformed.Message}");
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"The body is a JSON {Name(json)}.");
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!Members.Contains(member.Name))
            {
                throw Invalid($"The body has a member \"{member.Name}\", which is not known. Members: {string.Join(", ", Members)}.");
            }
        }

        return new QueryRequest(ReadSql(json), ReadParameters(json), ReadLimit(json), ReadTimeout(json), ReadDialect(json), ReadDatabase(json)) { WorkGroup = ReadWorkGroup(json) };
    }

    /// <summary>Refuses a statement that is too long.</summary>
    /// <exception cref="QueryException">It is longer than <paramref name="maxBytes"/>, in UTF-8.</exception>
    public QueryRequest Within(int maxBytes) => System.Text.Encoding.UTF8.GetByteCount(Sql) <= maxBytes
        ? this
        : throw new QueryException(Problem.RequestTooLarge, $"The statement is longer than {maxBytes} bytes.");

    private static string ReadSql(JsonElement json)
    {
        if (!json.TryGetProperty("sql", out var value) || value.ValueKind != JsonValueKind.String)
        {
            throw Invalid(value.ValueKind == JsonValueKind.Undefined ? "The body has no member \"sql\"." : $"\"sql\" is a JSON {Name(value)}, not a string.");
        }

        string sql;
        try
        {
            sql = value.GetString()!;
        }
        catch (InvalidOperationException malformed)
        {
            throw Invalid($"\"sql\" is not valid Unicode: {malformed.Message}");
        }

        // DuckDB's C interface ends a text at NUL: what follows would run unseen, or not at all.
        return sql.Contains('\0', StringComparison.Ordinal) ? throw Invalid("\"sql\" holds a NUL character.")
            : string.IsNullOrWhiteSpace(sql) ? throw Invalid("\"sql\" is empty.")
            : sql;
    }

    private static JsonElement? ReadParameters(JsonElement json) =>
        !json.TryGetProperty("parameters", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? value
        : throw Invalid($"\"parameters\" is a JSON {Name(value)}; it is an array of values or an object of named ones.");

    private static long? ReadLimit(JsonElement json) =>
        !json.TryGetProperty("limit", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var limit) && limit >= 0 ? limit
        : throw Invalid("\"limit\" is a whole number of rows, 0 or more.");

    private static bool ReadDialect(JsonElement json) =>
        json.TryGetProperty("dialect", out var value) && value.ValueKind != JsonValueKind.Null
        && (value.ValueKind == JsonValueKind.String && value.GetString() is "athena" or "duckdb" ? value.GetString() == "athena" : throw Invalid("\"dialect\" is \"duckdb\" or \"athena\"."));

    private static string? ReadDatabase(JsonElement json) =>
        !json.TryGetProperty("database", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String && ReadDialect(json) ? value.GetString()
        : throw Invalid("\"database\" is a string, and comes with \"dialect\": \"athena\".");

    private static string? ReadWorkGroup(JsonElement json) =>
        !json.TryGetProperty("workGroup", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Invalid("\"workGroup\" is a string.");

    private static TimeSpan? ReadTimeout(JsonElement json) =>
        !json.TryGetProperty("timeout", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 0 and <= 86_400 and var seconds ? TimeSpan.FromSeconds(seconds)
        : throw Invalid("\"timeout\" is a number of seconds, more than 0.");

    private static string Name(JsonElement value) => value.ValueKind.ToString().ToLowerInvariant();

    private static QueryException Invalid(string message) => new(Problem.InvalidRequest, $"{message} Send {{\"sql\": \"SELECT …\"}}.");
}
