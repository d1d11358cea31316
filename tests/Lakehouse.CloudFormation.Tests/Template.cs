using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Lakehouse.CloudFormation.Tests;

/// <summary>A template as JSON, with the short forms of functions written out: <c>!Ref X</c> is <c>{"Ref": "X"}</c>.</summary>
public sealed class Template
{
    private Template(string name, JsonObject content)
    {
        Name = name;
        Content = content;
    }

    /// <summary>Every template of <c>cloudformation/</c>.</summary>
    public static IReadOnlyList<Template> All { get; } =
        [.. Directory.GetFiles(Repository.PathOf("cloudformation"), "*.yaml").Order(StringComparer.Ordinal).Select(Load)];

    public string Name { get; }

    public JsonObject Content { get; }

    public JsonObject Parameters => Section("Parameters");

    public JsonObject Resources => Section("Resources");

    public JsonObject Conditions => Section("Conditions");

    public JsonObject Outputs => Section("Outputs");

    public static Template Named(string name) => All.Single(template => template.Name == name);

    public JsonObject Properties(string resource) => Resources[resource]!["Properties"]!.AsObject();

    /// <summary>Resources of a type, with their logical names.</summary>
    public IEnumerable<(string Name, JsonObject Resource)> OfType(string type) =>
        Resources.Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => (resource.Key, resource.Value!.AsObject()));

    /// <summary>The value with parameters' defaults, and <paramref name="given"/> before them, put in; other references stay.</summary>
    public string Text(JsonNode? node, IReadOnlyDictionary<string, string>? given = null)
    {
        var text = node switch
        {
            JsonValue value => value.ToString(),
            JsonObject found when found["Ref"] is { } name => $"${{{name}}}",
            JsonObject found when found["Fn::Sub"] is JsonValue pattern => pattern.ToString(),
            _ => node?.ToJsonString() ?? "",
        };
        foreach (var (name, parameter) in Parameters)
        {
            if (given?.GetValueOrDefault(name) is { } own || (own = parameter!["Default"]?.ToString()) is not null)
            {
                text = text.Replace($"${{{name}}}", own, StringComparison.Ordinal);
            }
        }

        return text;
    }

    /// <summary>Every object in a part of the template, from the outside inwards.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject found => [found, .. found.SelectMany(member => Objects(member.Value))],
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    public override string ToString() => Name;

    private JsonObject Section(string name) => Content[name]?.AsObject() ?? [];

    public static Template Load(string file)
    {
        using var text = File.OpenText(file);
        var yaml = new YamlStream();
        yaml.Load(text);
        return new Template(Path.GetFileName(file), Convert(yaml.Documents[0].RootNode)!.AsObject());
    }

    private static JsonNode? Convert(YamlNode node)
    {
        var value = node switch
        {
            YamlScalarNode scalar => (JsonNode?)scalar.Value,
            YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
            YamlMappingNode map => new JsonObject(map.Select(entry => KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, Convert(entry.Value)))),
            _ => throw new NotSupportedException(node.ToString()),
        };
        var tag = node.Tag.IsEmpty ? "" : node.Tag.Value;
        return tag switch
        {
            "!Ref" or "!Condition" => new JsonObject { [tag[1..]] = value },
            "!GetAtt" => new JsonObject { ["Fn::GetAtt"] = new JsonArray([.. value!.ToString().Split('.', 2).Select(part => (JsonNode)part)]) },
            ['!', .. var function] => new JsonObject { [$"Fn::{function}"] = value },
            _ => value,
        };
    }
}
