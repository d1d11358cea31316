using System.Text.RegularExpressions;

namespace Lakehouse.AppHost;

/// <summary>
/// A line of a resource's log as Aspire passes it on: <c>12: 2026-11-27T18:23:15.0330000Z ratings: 100,836 rows</c>, its number, its time, and what
/// the resource, or Aspire about it, said.
/// </summary>
internal static partial class ResourceLine
{
    /// <summary>What the resource said; empty for what Aspire says on the way to its start, and when that is cut short.</summary>
    public static string Text(string line)
    {
        var text = Prefix().Replace(line, "");
        return Preparation().IsMatch(text) ? "" : text;
    }

    public static string WithoutColours(string text) => Colour().Replace(text, "");

    [GeneratedRegex(@"^\d+: \d{4}-\d\d-\d\dT[\d:.]+Z ")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^(\[sys\] |Waiting for resource|Finished waiting for resource|No custom certificate authorities|Failed to create resource \S+\s+System\.(OperationCanceled|Threading\.Tasks\.TaskCanceled)Exception)")]
    private static partial Regex Preparation();

    // ESC [ 32 m
    [GeneratedRegex("\x1b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
