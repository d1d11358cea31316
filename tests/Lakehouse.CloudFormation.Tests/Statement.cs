using System.Text.Json.Nodes;

namespace Lakehouse.CloudFormation.Tests;

/// <summary>A statement of an IAM, key, bucket, topic or queue policy, and where it stands.</summary>
internal sealed record Statement(string Template, string Resource, string ResourceType, JsonObject Content)
{
    public static IReadOnlyList<Statement> All { get; } =
    [
        .. from template in CloudFormation.Tests.Template.All
           from resource in template.Resources
           from found in CloudFormation.Tests.Template.Objects(resource.Value)
           where found.ContainsKey("Effect")
           select new Statement(template.Name, resource.Key, resource.Value!["Type"]!.ToString(), found),
    ];

    public bool Allows => Content["Effect"]!.ToString() == "Allow";

    public IReadOnlyList<string> Actions => Texts(Content["Action"]);

    public IReadOnlyList<string> Resources => Texts(Content[nameof(Resource)]);

    public string Place => $"{Template} {Resource}";

    private static List<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.SelectMany(Texts)],
        JsonObject found when found["Fn::Sub"] is JsonValue pattern => [pattern.ToString()],
        null => [],
        _ => [node.ToString()],
    };
}
