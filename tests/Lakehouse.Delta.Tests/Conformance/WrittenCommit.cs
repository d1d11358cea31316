using System.Text.Json;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>A commit as it lies in the log.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Actions">Its lines: name of the action, and its content.</param>
internal sealed record WrittenCommit(long Version, IReadOnlyList<(string Name, JsonElement Content)> Actions)
{
    /// <summary>All commits of a table, oldest first.</summary>
    public static IEnumerable<WrittenCommit> Of(TemporaryTable t)
    {
        for (var version = 0L; File.Exists(Path.Combine(t.Folder, "_delta_log", $"{version:D20}.json")); version++)
        {
            yield return new WrittenCommit(version, [.. t.CommitText(version).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)]);
        }
    }

    public IEnumerable<JsonElement> All(string name) => Actions.Where(action => action.Name == name).Select(action => action.Content);

    private static (string Name, JsonElement Content) Parse(string line)
    {
        var action = Assert.Single(JsonDocument.Parse(line).RootElement.EnumerateObject());
        return (action.Name, action.Value);
    }
}
