using System.CommandLine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Derived;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline derive samples/MovieLens --out cloudformation/derived/movielens</c></summary>
internal static class PipelineDeriveCommand
{
    public static Command Create()
    {
        var folder = PipelineArgument.Create();
        var output = new Option<string>("--out") { Description = "Folder of the derived files", HelpName = "folder", Required = true };
        var check = new Option<bool>("--check") { Description = "Write nothing; fail when a file is not what the pipeline says" };
        var command = new Command("derive", "Writes the Step Functions definition, Glue job arguments, DMS table mappings and crawler targets of a pipeline.") { folder, output, check };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            stop => RunAsync(parsed.GetValue(folder)!, parsed.GetValue(output)!, parsed.GetValue(check), stop),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(string folder, string output, bool check, CancellationToken cancellationToken)
    {
        var stale = new List<string>();
        foreach (var file in Derive(folder))
        {
            var path = Path.Combine(output, file.Name);
            if (await ReadAsync(path, cancellationToken) == file.Content)
            {
                continue;
            }

            stale.Add(path);
            if (!check)
            {
                await WriteAsync(path, file.Content, cancellationToken);
                Console.WriteLine($"wrote {path}");
            }
        }

        if (check && stale.Count > 0)
        {
            throw new CliException(ExitCode.Failed, $"Not what the pipeline in '{folder}' says: {string.Join(", ", stale)}. Run 'lakehouse pipeline derive {folder} --out {output}'.");
        }

        if (stale.Count == 0)
        {
            Console.WriteLine($"{output} is up to date.");
        }
    }

    private static IReadOnlyList<DerivedFile> Derive(string folder)
    {
        try
        {
            return DerivedFiles.Of(PipelineLoader.Load(folder));
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
