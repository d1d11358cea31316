using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lakehouse.Pipelines.Derived;

/// <summary>JSON as the YAML of a template.</summary>
internal static partial class YamlText
{
    /// <summary>Words that YAML 1.1 reads as truth values or nothing.</summary>
    private static readonly HashSet<string> NoTexts = new(["true", "false", "yes", "no", "on", "off", "y", "n", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>An item of a list: a line for each member.</summary>
    public static IEnumerable<string> Item(JsonObject item) =>
        item.Select((member, place) => $"{(place == 0 ? "- " : "  ")}{member.Key}: {Value(member.Value)}");

    private static string Value(JsonNode? value) => value switch
    {
        JsonObject members => $"{{ {string.Join(", ", members.Select(member => $"{member.Key}: {Value(member.Value)}"))} }}",
        JsonArray items => $"[{string.Join(", ", items.Select(Value))}]",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Text(text.ToString()),
        _ => value?.ToJsonString() ?? "null",
    };

    private static string Text(string text) => Plain().IsMatch(text) && !NoTexts.Contains(text) ? text : JsonSerializer.Serialize(text);

    [GeneratedRegex(@"^[A-Za-z$][A-Za-z0-9_$-]*$")]
    private static partial Regex Plain();
}
