using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Works out the command line and the environment of a resource's process.</summary>
internal sealed class StartPlan(DistributedApplicationExecutionContext executionContext)
{
    public async Task<ChildStart> MakeAsync(IResource resource, CancellationToken cancellationToken)
    {
        var arguments = await ArgumentsAsync(resource, cancellationToken).ConfigureAwait(false);
        var environment = await EnvironmentAsync(resource, cancellationToken).ConfigureAwait(false);
        switch (resource)
        {
            case ProjectResource project:
                var assembly = AssemblyOf(project);
                return new(resource.Name, ProgramPath.Dotnet, ["exec", assembly, .. arguments], environment, FolderOf(project));
            case ExecutableResource executable:
                var program = ProgramPath.Find(executable.Command, executable.WorkingDirectory) ?? throw new DistributedApplicationException(
                    $"The program '{executable.Command}' of '{resource.Name}' was not found on PATH, nor in '{executable.WorkingDirectory}' (or it is not executable). Install it, or give its full path.");
                return new(resource.Name, program, arguments, environment, executable.WorkingDirectory);
            default:
                throw new InvalidOperationException($"'{resource.Name}' is no process.");
        }
    }

    private static string FolderOf(ProjectResource project) => Path.GetDirectoryName(MetadataOf(project).ProjectPath)!;

    private static IProjectMetadata MetadataOf(ProjectResource project) => project.Annotations.OfType<IProjectMetadata>().Last();

    private static string AssemblyOf(ProjectResource project)
    {
        var metadata = MetadataOf(project);
        return metadata.AssemblyPath is { } assembly && File.Exists(assembly)
            ? assembly
            : throw new DistributedApplicationException(
                $"The project '{metadata.ProjectPath}' of '{project.Name}' is not built: '{metadata.AssemblyPath ?? "its output"}' is missing. Run `dotnet build` on the application host.");
    }

    private static async Task<IReadOnlyList<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var arguments = new List<object>();
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(new(arguments, resource, cancellationToken)).ConfigureAwait(false);
        }

        var values = new List<string>();
        foreach (var argument in arguments)
        {
            values.Add(await ValueAsync(argument, cancellationToken).ConfigureAwait(false));
        }

        return values;
    }

    private async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, object>();
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(new(executionContext, resource, variables, cancellationToken)).ConfigureAwait(false);
        }

        var values = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
        {
            values[name] = await ValueAsync(value, cancellationToken).ConfigureAwait(false);
        }

        return values;
    }

    private static async ValueTask<string> ValueAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? string.Empty,
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? string.Empty,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
