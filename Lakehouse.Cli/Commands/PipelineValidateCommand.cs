using System.CommandLine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Testing;
using Lakehouse.Transformer.Planning;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline validate samples/MovieLens</c></summary>
internal static class PipelineValidateCommand
{
    public static Command Create()
    {
        var folder = PipelineArgument.Create();
        var lake = LakeOption.Create();
        var command = new ExampleCommand(
            "validate",
            "Checks the definition, SQL, suites and tests, and reports every problem with file and line. With --lake, names are looked up in the staged tables that are there.",
            "pipeline validate samples/MovieLens",
            "pipeline validate samples/MovieLens --lake s3://lake") { folder, lake };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            async stop =>
            {
                var pipeline = folder.Load(parsed);
                var found = parsed.GetResult(lake) is { Implicit: false } ? await LakeSchema.FindAsync(pipeline, lake.Read(parsed), stop) : null;
                var schema = PipelineSchema.Of(pipeline, found);
                if (schema.Problems.Count > 0)
                {
                    throw new CliException(ExitCode.Failed, new PipelineException(pipeline.Folder, schema.Problems).Message);
                }

                var tests = ReadTests(pipeline);
                Console.WriteLine($"{pipeline.Name}: {pipeline.Staged.Count} staged and {pipeline.Curated.Count} curated tables, {pipeline.Models.Sum(model => model.Expectations?.Expectations.Count ?? 0)} expectations, {tests} tests: no problem.");
                var unknown = pipeline.Models.Where(model => schema.ColumnsOf(model.Table) is null).Select(model => model.Table.ToString()).ToList();
                if (unknown.Count > 0)
                {
                    Console.WriteLine($"Columns of {string.Join(", ", unknown)} were not looked up: nobody says what a table has that they read. Declare 'columns' of staged tables, or give --lake.");
                }
            },
            cancellationToken));
        return command;
    }

    private static int ReadTests(Pipeline pipeline)
    {
        try
        {
            return ModelTests.Read(pipeline).Count;
        }
        catch (PipelineException invalid)
        {
            throw new CliException(ExitCode.Failed, invalid.Message);
        }
    }
}
