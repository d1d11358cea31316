using System.Text.Json;
using Lakehouse.Pipelines.Definition;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>What Great Expectations 1.x itself takes a suite from: it refuses a file with any other member, or with one of another kind.</summary>
internal static class SuiteForm
{
    private static readonly Dictionary<string, JsonValueKind?> SuiteMembers = new()
    {
        ["name"] = JsonValueKind.String,
        ["id"] = JsonValueKind.String,
        ["expectations"] = JsonValueKind.Array,
        ["suite_parameters"] = JsonValueKind.Object,
        ["meta"] = JsonValueKind.Object,
        ["notes"] = null,
    };

    private static readonly Dictionary<string, JsonValueKind?> ExpectationMembers = new()
    {
        ["type"] = JsonValueKind.String,
        ["kwargs"] = JsonValueKind.Object,
        ["meta"] = JsonValueKind.Object,
        ["notes"] = null,
        ["id"] = JsonValueKind.String,
        ["description"] = JsonValueKind.String,
        ["severity"] = JsonValueKind.String,
        ["expectation_context"] = JsonValueKind.Object,
        ["rendered_content"] = JsonValueKind.Array,
    };

    public static void CheckSuite(JsonElement suite, string file, ProblemList problems) => Check(suite, SuiteMembers, "The suite", file, 1, problems);

    public static void CheckExpectation(JsonElement expectation, string type, string file, int line, ProblemList problems) => Check(expectation, ExpectationMembers, type, file, line, problems);

    private static void Check(JsonElement item, Dictionary<string, JsonValueKind?> members, string owner, string file, int line, ProblemList problems)
    {
        foreach (var member in item.EnumerateObject())
        {
            if (!members.TryGetValue(member.Name, out var kind))
            {
                problems.Add(file, line, $"{owner} has a member '{member.Name}', with which Great Expectations does not load the file. {Spelling.Suggest(member.Name, members.Keys)}");
            }
            else if (kind is { } wanted && member.Value.ValueKind != wanted && member.Value.ValueKind != JsonValueKind.Null && member.Name is not "severity" and not "type")
            {
                problems.Add(file, line, $"{owner} has '{member.Name}' as {member.Value.ValueKind.ToString().ToLowerInvariant()}, with which Great Expectations does not load the file. Make it {(wanted == JsonValueKind.Object ? "an object" : wanted == JsonValueKind.Array ? "a list" : "a text")}.");
            }
            else if (member is { Name: "id", Value.ValueKind: JsonValueKind.String } && !Guid.TryParse(member.Value.GetString(), out _))
            {
                problems.Add(file, line, $"{owner} has the id '{member.Value.GetString()}', which is no UUID: Great Expectations does not load the file. Take it out.");
            }
        }
    }
}
