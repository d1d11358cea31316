using System.Text.Json;

namespace Lakehouse.QueryApi.Sql;

/// <summary>Reads members of a node of DuckDB's syntax tree, of which some versions leave out what is not set.</summary>
internal static class TreeNode
{
    /// <summary>Whether a member is there, and not null.</summary>
    public static bool IsSet(JsonElement node, string member) => node.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether a member is a list with items.</summary>
    public static bool HasItems(JsonElement node, string member) => node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;

    /// <summary>A member's text; "" where there is none.</summary>
    public static string Text(JsonElement node, string member) => node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
