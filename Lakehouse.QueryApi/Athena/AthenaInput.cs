using System.Text.Json;
using Lakehouse.QueryApi.Access;

namespace Lakehouse.QueryApi.Athena;

/// <summary>The members of a request, checked against the limits of Athena's service model.</summary>
/// <param name="json">The request's body, an object.</param>
/// <param name="principal">Who asks; null for everyone.</param>
internal readonly struct AthenaInput(JsonElement json, Principal? principal = null)
{
    public JsonElement Json => json;

    /// <summary>Who asks.</summary>
    public Principal Principal => principal ?? Principal.Everyone;

    /// <summary>A text that must be there.</summary>
    /// <exception cref="AthenaException">It is not, or is too short or long.</exception>
    public string Text(string name, int least = 1, int most = int.MaxValue) =>
        OptionalText(name, least, most) ?? throw AthenaException.Invalid($"1 validation error detected: Value null at '{Camel(name)}' failed to satisfy constraint: Member must not be null");

    public string? OptionalText(string name, int least = 0, int most = int.MaxValue)
    {
        if (!TryGet(name, JsonValueKind.String, "String", out var value))
        {
            return null;
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException malformed)
        {
            throw new AthenaException("SerializationException", $"The member {name} is not valid Unicode: {malformed.Message}");
        }

        return text.Length < least ? throw AthenaException.Invalid($"1 validation error detected: Value at '{Camel(name)}' failed to satisfy constraint: Member must have length greater than or equal to {least}")
            : text.Length > most ? throw AthenaException.Invalid($"1 validation error detected: Value at '{Camel(name)}' failed to satisfy constraint: Member must have length less than or equal to {most}")
            : text.Contains('\0', StringComparison.Ordinal) ? throw AthenaException.Invalid($"1 validation error detected: Value at '{Camel(name)}' holds a NUL character")
            : text;
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        if (!TryGet(name, JsonValueKind.Number, "Integer", out var value))
        {
            return otherwise;
        }

        return value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw AthenaException.Invalid($"1 validation error detected: Value '{value.GetRawText()}' at '{Camel(name)}' failed to satisfy constraint: Member must have value between {least} and {most}");
    }

    public long? OptionalLong(string name) => TryGet(name, JsonValueKind.Number, "Long", out var value) ? value.TryGetInt64(out var number) ? number : throw Wrong(name, "Long") : null;

    public bool? OptionalFlag(string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "Boolean");

    /// <summary>A list of texts, or null.</summary>
    public IReadOnlyList<string>? OptionalTexts(string name, int mostItems)
    {
        if (!TryGet(name, JsonValueKind.Array, "List", out var value))
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "List"));
        }

        return texts.Count <= mostItems ? texts : throw AthenaException.Invalid($"1 validation error detected: Value at '{Camel(name)}' failed to satisfy constraint: Member must have length less than or equal to {mostItems}");
    }

    public IReadOnlyList<string> Texts(string name, int mostItems) => OptionalTexts(name, mostItems) is { Count: > 0 } texts ? texts
        : throw AthenaException.Invalid($"1 validation error detected: Value null at '{Camel(name)}' failed to satisfy constraint: Member must not be null");

    /// <summary>An object; an empty one where there is none.</summary>
    public AthenaInput Object(string name) => TryGet(name, JsonValueKind.Object, "Structure", out var value) ? new(value) : new(JsonDocument.Parse("{}").RootElement);

    public bool Has(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private bool TryGet(string name, JsonValueKind kind, string type, out JsonElement value) =>
        json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null && (value.ValueKind == kind ? true : throw Wrong(name, type));

    private static AthenaException Wrong(string name, string type) => new("SerializationException", $"The member {name} is not of type {type}.");

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
