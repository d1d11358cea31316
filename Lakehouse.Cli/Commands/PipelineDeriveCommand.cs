using System.CommandLine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Derived;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline derive samples/MovieLens --out cloudformation/derived/movielens --templates cloudformation</c></summary>
internal static class PipelineDeriveCommand
{
    public static Command Create()
    {
        var folder = PipelineArgument.Create();
        var output = new Option<string>("--out") { Description = "Folder of the derived files", HelpName = "folder", Required = true };
        var templates = new Option<string?>("--templates") { Description = "Folder of jobs.yaml, catalog.yaml and ingestion.yaml: what follows from the pipeline is written into them, too", HelpName = "folder" };
        var check = new Option<bool>("--check") { Description = "Write nothing; fail when a file is not what the pipeline says" };
        var command = new ExampleCommand(
            "derive",
            "Writes the Step Functions definition, Glue job arguments, DMS table mappings and crawler targets of a pipeline.",
            "pipeline derive samples/MovieLens --out cloudformation/derived",
            "pipeline derive samples/MovieLens --out cloudformation/derived --templates cloudformation --check") { folder, output, templates, check };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            stop => RunAsync(parsed.GetValue(folder)!, parsed.GetValue(output)!, parsed.GetValue(templates), parsed.GetValue(check), stop),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(string folder, string output, string? templates, bool check, CancellationToken cancellationToken)
    {
        var (pipeline, derived) = Derive(folder);
        var files = derived.Select(file => file with { Name = Path.Combine(output, file.Name) }).ToList();
        if (templates is not null)
        {
            files.AddRange(await TemplatesAsync(pipeline, templates, cancellationToken));
        }

        var stale = new List<string>();
        foreach (var (path, content) in files)
        {
            if (await ReadAsync(path, cancellationToken) == content)
            {
                continue;
            }

            stale.Add(path);
            if (!check)
            {
                await WriteAsync(path, content, cancellationToken);
                Console.WriteLine($"wrote {path}");
            }
        }

        var places = templates is null ? output : $"{output} and {templates}";
        if (check && stale.Count > 0)
        {
            throw new CliException(ExitCode.Failed, $"Not what the pipeline in '{folder}' says: {string.Join(", ", stale)}. Run 'lakehouse pipeline derive {folder} --out {output}{(templates is null ? "" : $" --templates {templates}")}'.");
        }

        if (stale.Count == 0)
        {
            Console.WriteLine($"{places} {(templates is null ? "is" : "are")} up to date.");
        }

        if (templates is not null && !check)
        {
            Console.WriteLine($"deploy root.yaml with {string.Join(' ', DerivedTemplates.Parameters(pipeline))}");
        }
    }

    private static async Task<IReadOnlyList<DerivedFile>> TemplatesAsync(Pipeline pipeline, string folder, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>();
        foreach (var name in DerivedTemplates.Names)
        {
            var path = Path.Combine(folder, name);
            texts[name] = await ReadAsync(path, cancellationToken)
                ?? throw new CliException(ExitCode.Failed, $"There is no template '{path}'. --templates is the folder cloudformation of this release, or a copy of it.");
        }

        try
        {
            return [.. DerivedTemplates.Of(pipeline, texts).Select(file => file with { Name = Path.Combine(folder, file.Name) })];
        }
        catch (InvalidDataException other)
        {
            throw new CliException(ExitCode.Failed, other.Message);
        }
    }

    private static (Pipeline Pipeline, IReadOnlyList<DerivedFile> Files) Derive(string folder)
    {
        try
        {
            var pipeline = PipelineLoader.Load(folder);
            return (pipeline, DerivedFiles.Of(pipeline));
        }
        catch (PipelineException invalid)
        {
            throw new CliException(ExitCode.Failed, invalid.Message);
        }
    }

    private static async Task<string?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"Cannot read '{path}': {unreadable.Message}");
        }
    }

    private static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            await File.WriteAllTextAsync(path, content, cancellationToken);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"Cannot write '{path}': {unwritable.Message}");
        }
    }
}
