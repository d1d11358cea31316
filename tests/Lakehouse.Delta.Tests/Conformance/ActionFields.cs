using System.Text.Json;

namespace Lakehouse.Delta.Tests.Conformance;

/// <summary>The members of actions as PROTOCOL.md's section Actions lists them: type, and whether they are required.</summary>
internal static class ActionFields
{
    /// <summary>Action → member → type; <c>!</c> marks those that are required, <c>?</c> those whose value may be null inside of a map.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["metaData"] = "id:string! name:string description:string format:format! schemaString:string! partitionColumns:list! createdTime:long configuration:map!",
        ["format"] = "provider:string! options:map!",
        ["protocol"] = "minReaderVersion:int! minWriterVersion:int! readerFeatures:list writerFeatures:list",
        ["add"] = "path:string! partitionValues:map! size:long! modificationTime:long! dataChange:bool! stats:string tags:map deletionVector:deletionVector baseRowId:long defaultRowCommitVersion:long clusteringProvider:string",
        ["remove"] = "path:string! deletionTimestamp:long dataChange:bool! extendedFileMetadata:bool partitionValues:map size:long stats:string tags:map deletionVector:deletionVector baseRowId:long defaultRowCommitVersion:long",
        ["cdc"] = "path:string! partitionValues:map! size:long! dataChange:bool! tags:map",
        ["txn"] = "appId:string! version:long! lastUpdated:long",
        ["domainMetadata"] = "domain:string! configuration:string! removed:bool!",
        ["deletionVector"] = "storageType:string! pathOrInlineDv:string! offset:int sizeInBytes:int! cardinality:long!",
    };

    /// <summary>What of an action is not as it should be; <c>commitInfo</c> may hold anything.</summary>
    public static IEnumerable<string> Violations(string action, JsonElement content)
    {
        if (action == "commitInfo")
        {
            yield break;
        }

        var fields = Known[action].Split(' ').Select(text => text.Split(':')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        foreach (var missing in fields.Where(field => field.Value.EndsWith('!') && !content.TryGetProperty(field.Key, out _)))
        {
            yield return $"{action} lacks {missing.Key}";
        }

        foreach (var member in content.EnumerateObject())
        {
            if (!fields.TryGetValue(member.Name, out var type))
            {
                yield return $"{action} has {member.Name}, which the protocol does not know";
            }
            else if (Known.ContainsKey(type.TrimEnd('!')))
            {
                foreach (var inner in Violations(type.TrimEnd('!'), member.Value))
                {
                    yield return inner;
                }
            }
            else if (!IsOf(member.Value, type.TrimEnd('!')))
            {
                yield return $"{action}.{member.Name} is no {type}: {member.Value}";
            }
        }
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "list" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
        _ => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null),
    };
}
