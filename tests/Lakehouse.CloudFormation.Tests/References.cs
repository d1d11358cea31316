using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lakehouse.CloudFormation.Tests;

/// <summary>Names that a part of a template refers to.</summary>
internal static partial class References
{
    /// <summary>Targets of Ref, GetAtt and Sub: parameters, resources and pseudo parameters; of GetAtt also the attribute.</summary>
    public static IEnumerable<(string Name, string? Attribute)> Of(JsonNode? node)
    {
        foreach (var found in Template.Objects(node))
        {
            if (found["Ref"] is JsonValue name && found.Count == 1)
            {
                yield return (name.ToString(), null);
            }
            else if (found["Fn::GetAtt"] is JsonArray attribute)
            {
                yield return (attribute[0]!.ToString(), attribute[1]!.ToString());
            }
            else if (found["Fn::Sub"] is { } pattern)
            {
                var own = pattern is JsonArray { Count: 2 } pair ? pair[1]!.AsObject().Select(variable => variable.Key).ToHashSet() : [];
                foreach (Match variable in Variable().Matches((pattern is JsonArray list ? list[0]! : pattern).ToString()))
                {
                    var parts = variable.Groups[1].Value.Split('.', 2);
                    if (!own.Contains(parts[0]))
                    {
                        yield return (parts[0], parts.Length > 1 ? parts[1] : null);
                    }
                }
            }
        }
    }

    /// <summary>Conditions that a part of a template names.</summary>
    public static IEnumerable<string> Conditions(JsonNode? node)
    {
        foreach (var found in Template.Objects(node))
        {
            if (found["Condition"] is JsonValue name)
            {
                yield return name.ToString();
            }

            if (found["Fn::If"] is JsonArray choice)
            {
                yield return choice[0]!.ToString();
            }
        }
    }

    [GeneratedRegex(@"\$\{([A-Za-z0-9:.]+)\}")]
    private static partial Regex Variable();
}
