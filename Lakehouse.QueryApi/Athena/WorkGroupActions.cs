using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Work groups and their tags.</summary>
internal sealed class WorkGroupActions(AthenaStore store)
{
    public void AddTo(Dictionary<string, Func<AthenaInput, CancellationToken, Task<JsonObject>>> actions)
    {
        actions["GetWorkGroup"] = async (input, cancellationToken) => new JsonObject { ["WorkGroup"] = AthenaShapes.Group(await store.WorkGroupAsync(input.Text("WorkGroup", 1, 128), cancellationToken)) };
        actions["ListWorkGroups"] = async (input, cancellationToken) => Paging.Page(input, "groups", await store.WorkGroupsAsync(cancellationToken), 1, 50, "WorkGroups", AthenaShapes.GroupSummary);
        actions["CreateWorkGroup"] = Administer(CreateAsync);
        actions["UpdateWorkGroup"] = Administer(UpdateAsync);
        actions["DeleteWorkGroup"] = Administer(DeleteAsync);
        actions["ListEngineVersions"] = (input, _) => Task.FromResult(Paging.Page(input, "engines", ["AUTO", "Athena engine version 3"], 1, 10, "EngineVersions", version => new JsonObject { ["SelectedEngineVersion"] = version, ["EffectiveEngineVersion"] = "Athena engine version 3" }));
        actions["ListTagsForResource"] = async (input, cancellationToken) =>
            new JsonObject { ["Tags"] = new JsonArray([.. (await TaggedAsync(input, cancellationToken)).Tags.Select(tag => new JsonObject { ["Key"] = tag.Key, ["Value"] = tag.Value })]) };
        actions["TagResource"] = Administer(async (input, cancellationToken) =>
        {
            var group = await TaggedAsync(input, cancellationToken);
            var tags = new Dictionary<string, string>(group.Tags);
            foreach (var (key, value) in ReadTags(input))
            {
                tags[key] = value;
            }

            return await ReplaceAsync(group with { Tags = tags }, cancellationToken);
        });
        actions["UntagResource"] = Administer(async (input, cancellationToken) =>
        {
            var group = await TaggedAsync(input, cancellationToken);
            var keys = input.Texts("TagKeys", 200);
            return await ReplaceAsync(group with { Tags = group.Tags.Where(tag => !keys.Contains(tag.Key)).ToDictionary() }, cancellationToken);
        });
    }

    /// <summary>A group's limits hold for all: only those who see everything change them.</summary>
    private static Func<AthenaInput, CancellationToken, Task<JsonObject>> Administer(Func<AthenaInput, CancellationToken, Task<JsonObject>> action) => (input, cancellationToken) => input.Principal.SeesAll
        ? action(input, cancellationToken)
        : throw new AthenaException("AccessDeniedException", $"{input.Principal.Name} may not change work groups: that is for principals that may see every table.");

    private async Task<JsonObject> CreateAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var name = input.Text("Name", 1, 128);
        if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-'))
        {
            throw AthenaException.Invalid($"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9._-]{{1,128}}");
        }

        if ((await store.WorkGroupsAsync(cancellationToken)).Any(group => group.Name == name))
        {
            throw AthenaException.Invalid("WorkGroup is already created");
        }

        var configuration = input.Object("Configuration");
        var created = new WorkGroup(name)
        {
            Description = input.OptionalText("Description", 0, 1_024) ?? "",
            OutputLocation = Location(configuration.Object("ResultConfiguration").OptionalText("OutputLocation")),
            Enforces = configuration.OptionalFlag("EnforceWorkGroupConfiguration") ?? true,
            BytesCutoff = Cutoff(configuration),
            Tags = ReadTags(input),
        };
        await store.ChangeAsync(state => state with { WorkGroups = [.. state.WorkGroups.Where(group => group.Name != name), created] }, cancellationToken);
        return [];
    }

    private async Task<JsonObject> UpdateAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var group = await store.WorkGroupAsync(input.Text("WorkGroup", 1, 128), cancellationToken);
        var updates = input.Object("ConfigurationUpdates");
        var results = updates.Object("ResultConfigurationUpdates");
        return await ReplaceAsync(
            group with
            {
                Description = input.OptionalText("Description", 0, 1_024) ?? group.Description,
                IsEnabled = input.OptionalText("State") switch { null => group.IsEnabled, "ENABLED" => true, "DISABLED" => false, var state => throw AthenaException.Invalid($"1 validation error detected: Value '{state}' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED]") },
                OutputLocation = results.OptionalFlag("RemoveOutputLocation") == true ? null : Location(results.OptionalText("OutputLocation")) ?? group.OutputLocation,
                Enforces = updates.OptionalFlag("EnforceWorkGroupConfiguration") ?? group.Enforces,
                BytesCutoff = updates.OptionalFlag("RemoveBytesScannedCutoffPerQuery") == true ? null : Cutoff(updates) ?? group.BytesCutoff,
            },
            cancellationToken);
    }

    private async Task<JsonObject> DeleteAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var group = await store.WorkGroupAsync(input.Text("WorkGroup", 1, 128), cancellationToken);
        if (group.Name == AthenaStore.PrimaryGroup)
        {
            throw AthenaException.Invalid("The primary WorkGroup cannot be deleted");
        }

        Configured(group);
        var isRecursive = input.OptionalFlag("RecursiveDeleteOption") == true;
        await store.ChangeAsync(
            state => !isRecursive && (state.NamedQueries.Any(query => query.WorkGroup == group.Name) || state.PreparedStatements.Any(statement => statement.WorkGroup == group.Name))
                ? throw AthenaException.Invalid($"WorkGroup {group.Name} is not empty")
                : state with
                {
                    WorkGroups = [.. state.WorkGroups.Where(item => item.Name != group.Name)],
                    NamedQueries = [.. state.NamedQueries.Where(query => query.WorkGroup != group.Name)],
                    PreparedStatements = [.. state.PreparedStatements.Where(statement => statement.WorkGroup != group.Name)],
                },
            cancellationToken);
        return [];
    }

    /// <summary><c>arn:aws:athena:eu-central-1:123456789012:workgroup/primary</c></summary>
    private async Task<WorkGroup> TaggedAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var arn = input.Text("ResourceARN", 1, 1_011);
        var mark = arn.IndexOf(":workgroup/", StringComparison.Ordinal);
        return mark > 0 && (await store.WorkGroupsAsync(cancellationToken)).FirstOrDefault(group => group.Name == arn[(mark + 11)..]) is { } found ? found : throw AthenaException.NotFound($"Resource {arn} was not found", arn);
    }

    private async Task<JsonObject> ReplaceAsync(WorkGroup group, CancellationToken cancellationToken)
    {
        Configured(group);
        await store.ChangeAsync(state => state with { WorkGroups = [.. state.WorkGroups.Where(item => item.Name != group.Name), group] }, cancellationToken);
        return [];
    }

    private static void Configured(WorkGroup group)
    {
        if (group.IsConfigured)
        {
            throw AthenaException.Invalid($"WorkGroup {group.Name} is set in the service's configuration (Athena:WorkGroups:{group.Name}) and is changed there.");
        }
    }

    private static string? Location(string? location) => string.IsNullOrEmpty(location) || location.StartsWith("s3://", StringComparison.Ordinal) ? location : throw AthenaException.Invalid($"outputLocation is not a valid S3 path: {location}");

    private static long? Cutoff(AthenaInput configuration) => configuration.OptionalLong("BytesScannedCutoffPerQuery") is { } bytes
        ? bytes >= 10_000_000 ? bytes : throw AthenaException.Invalid("1 validation error detected: Value at 'bytesScannedCutoffPerQuery' failed to satisfy constraint: Member must have value greater than or equal to 10000000")
        : null;

    private static Dictionary<string, string> ReadTags(AthenaInput input)
    {
        var tags = new Dictionary<string, string>();
        if (input.Has("Tags") && input.Json.GetProperty("Tags") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray())
            {
                var tag = new AthenaInput(item);
                tags[tag.Text("Key", 1, 128)] = tag.OptionalText("Value", 0, 256) ?? "";
            }
        }

        return tags;
    }
}
