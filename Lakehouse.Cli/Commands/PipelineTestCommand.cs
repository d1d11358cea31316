using System.CommandLine;
using Lakehouse.Delta;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Testing;
using Lakehouse.Transformer;
using Lakehouse.Transformer.Curating;
using Lakehouse.Transformer.Planning;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline test samples/MovieLens</c>, <c>… --capture movie_ratings --where "movieid = 1"</c></summary>
internal static class PipelineTestCommand
{
    public static Command Create()
    {
        var folder = PipelineArgument.Create();
        var model = new Option<string?>("--model", "-m") { Description = "Only the tests of this model", HelpName = "name" };
        var capture = new Option<string?>("--capture") { Description = "Write a test of this model from rows that the lake has, and the input rows they come from", HelpName = "model" };
        var rows = new Option<int>("--rows") { Description = "With --capture: most rows of the model", HelpName = "count", DefaultValueFactory = _ => 3 };
        var where = new Option<string?>("--where") { Description = "With --capture: SQL condition on the model's rows", HelpName = "condition" };
        var name = new Option<string?>("--name") { Description = "With --capture: name of the test", HelpName = "text" };
        var lake = LakeOption.Create();
        var command = new ExampleCommand(
            "test",
            "Runs the unit tests of the models: given rows in, expected rows out.",
            "pipeline test samples/MovieLens --model movie_ratings",
            "pipeline test samples/MovieLens --capture movie_ratings --where 'rating_count > 100'") { folder, model, capture, rows, where, name, lake };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            async stop =>
            {
                var pipeline = folder.Load(parsed);
                if (parsed.GetValue(capture) is { } captured)
                {
                    var options = new CaptureOptions(parsed.GetValue(name) ?? $"captured {DateTime.UtcNow:yyyy-MM-dd HH:mm}", parsed.GetValue(rows), parsed.GetValue(where));
                    await CaptureAsync(pipeline, lake, parsed, Find(pipeline, captured), options, stop);
                }
                else
                {
                    Run(pipeline, parsed.GetValue(model) is { } only ? Find(pipeline, only) : null);
                }
            },
            cancellationToken));
        return command;
    }

    private static void Run(Pipeline pipeline, Model? only)
    {
        var tests = Read(pipeline).Where(test => only is null || test.Model == only).ToList();
        var runner = new ModelTestRunner(PipelineSchema.Of(pipeline));
        var failed = 0;
        foreach (var test in tests)
        {
            var result = runner.Run(test);
            Console.WriteLine($"{(result.Passed ? "passed" : "FAILED")}  {test.Model.Table}: {test.Name}");
            if (!result.Passed)
            {
                failed++;
                Console.WriteLine($"  {Path.GetRelativePath(Environment.CurrentDirectory, test.File)}:{test.Line}");
                Console.WriteLine(string.Concat(result.Failures.Select(failure => $"  {failure}\n")).TrimEnd('\n'));
            }
        }

        Console.WriteLine($"{tests.Count} tests, {failed} failed.");
        var untested = pipeline.Models.Where(model => (only is null || model == only) && tests.TrueForAll(test => test.Model != model)).Select(model => model.Table.ToString()).ToList();
        if (untested.Count > 0)
        {
            Console.WriteLine($"Without a test: {string.Join(", ", untested)}.");
        }

        if (failed > 0)
        {
            throw new CliException(ExitCode.Failed, $"{failed} of {tests.Count} tests failed.");
        }
    }

    private static async Task CaptureAsync(Pipeline pipeline, LakeOption lake, ParseResult parsed, Model model, CaptureOptions options, CancellationToken cancellationToken)
    {
        var file = ModelTests.FileOf(model);
        var before = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : null;
        string test;
        try
        {
            using var transformer = new LocalTransformer(pipeline, lake.Read(parsed));
            test = await transformer.CaptureAsync(model, options, cancellationToken);
        }
        catch (Exception wrong) when (wrong is CurationException or DeltaException)
        {
            throw new CliException(ExitCode.Failed, wrong.Message);
        }

        await File.WriteAllTextAsync(file, before is null ? $"tests:\n{test}" : $"{before.TrimEnd('\n')}\n\n{test}", cancellationToken);
        try
        {
            var written = ModelTests.Read(pipeline).Last(read => read.Model == model);
            Console.WriteLine($"wrote {file}: '{written.Name}', {written.Expected.Rows.Count} rows from {written.Given.Values.Sum(rows => rows.Rows.Count)} input rows. Look at it before you keep it: it holds real data.");
        }
        catch (PipelineException unreadable)
        {
            await RestoreAsync(file, before);
            throw new CliException(ExitCode.Failed, $"The test cannot be added to {file}, whose list of tests is not written in block style with two spaces. It is left as it was. {unreadable.Message}");
        }
    }

    private static async Task RestoreAsync(string file, string? before)
    {
        if (before is null)
        {
            File.Delete(file);
        }
        else
        {
            await File.WriteAllTextAsync(file, before, CancellationToken.None);
        }
    }

    private static IReadOnlyList<ModelTest> Read(Pipeline pipeline)
    {
        try
        {
            return ModelTests.Read(pipeline);
        }
        catch (PipelineException invalid)
        {
            throw new CliException(ExitCode.Failed, invalid.Message);
        }
    }

    private static Model Find(Pipeline pipeline, string name) =>
        pipeline.Models.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.OrdinalIgnoreCase) || string.Equals(model.Table.ToString(), name, StringComparison.OrdinalIgnoreCase))
        ?? throw new CliException(ExitCode.Usage, $"The pipeline '{pipeline.Name}' has no model '{name}'. It has {string.Join(", ", pipeline.Models.Select(model => model.Name))}.");
}
