using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Building;

/// <summary>
/// A project's <c>Properties/launchSettings.json</c>:
/// <c>{ "profiles": { "http": { "commandName": "Project", "applicationUrl": "http://localhost:5080", "environmentVariables": { … } } } }</c>.
/// </summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static void Apply(IResourceBuilder<ProjectResource> project, string? name)
    {
        project.Resource.TryGetLastAnnotation<IProjectMetadata>(out var metadata);
        var file = Path.Combine(Path.GetDirectoryName(metadata!.ProjectPath)!, "Properties", "launchSettings.json");
        var profiles = Read(file);
        var inherited = project.ApplicationBuilder.Configuration["DOTNET_LAUNCH_PROFILE"];
        if (name is not null && !profiles.ContainsKey(name))
        {
            throw new DistributedApplicationException($"The project resource '{project.Resource.Name}' is to use the launch profile '{name}', which '{file}' does not have.");
        }

        name ??= inherited is not null && profiles.ContainsKey(inherited) ? inherited : profiles.FirstOrDefault(entry => entry.Value.CommandName == "Project").Key;
        if (name is null)
        {
            return;
        }

        var profile = profiles[name];
        if (!string.IsNullOrWhiteSpace(profile.CommandLineArgs))
        {
            throw new NotSupportedException($"The launch profile '{name}' in '{file}' has commandLineArgs, which the stand-in does not read; the package Aspire.Hosting does. Use WithArgs instead.");
        }

        AddEndpoints(project, profile.ApplicationUrl);
        project.WithEnvironment(context =>
        {
            context.EnvironmentVariables.TryAdd("DOTNET_LAUNCH_PROFILE", name);
            foreach (var (variable, value) in profile.EnvironmentVariables ?? [])
            {
                context.EnvironmentVariables.TryAdd(variable, Environment.ExpandEnvironmentVariables(value));
            }
        });
    }

    private static void AddEndpoints(IResourceBuilder<ProjectResource> project, string? urls)
    {
        foreach (var group in (urls ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => new Uri(url)).GroupBy(url => url.Scheme))
        {
            foreach (var (i, url) in group.Index())
            {
                project.WithEndpoint(port: url.Port, scheme: url.Scheme, name: i == 0 ? url.Scheme : $"{url.Scheme}{i + 1}");
            }
        }
    }

    private static Dictionary<string, Profile> Read(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<Settings>(File.ReadAllText(file), s_json)?.Profiles ?? [];
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"The launch settings '{file}' are not valid JSON: {e.Message}");
        }
    }

    private sealed record Settings(Dictionary<string, Profile>? Profiles);

    private sealed record Profile(string? CommandName, string? ApplicationUrl, string? CommandLineArgs, Dictionary<string, string>? EnvironmentVariables);
}
