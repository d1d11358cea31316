using System.CommandLine;
using System.Globalization;
using Lakehouse.Cli.Output;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table compat lake/curated/movielens/movie_ratings --engine athena</c></summary>
internal static class TableCompatCommand
{
    public static Command Create()
    {
        var table = new TableArgument();
        var version = new Option<long?>("--version", "-v") { Description = "The version [default: the latest]", HelpName = "number" };
        var engines = new Option<string[]>("--engine") { Description = $"Ask only about these engines, and exit with {ExitCode.Found} when one of them cannot read the table: spark, delta-rs, delta-kernel, duckdb, trino, athena", HelpName = "names" };
        var json = new JsonOption();
        var command = new ExampleCommand(
            "compat",
            "Tells which engines can read the table and, if not, which feature is in the way.",
            "table compat lake/curated/movielens/movie_ratings",
            "table compat s3://lake/curated/movielens/movie_ratings --engine athena --json") { table, version, engines, json };
        command.SetAction((parsed, cancellationToken) => TableRunner.RunAsync(
            table.Location(parsed),
            async (opened, stop) =>
            {
                var report = await opened.CheckCompatibilityAsync(parsed.GetValue(version), stop);
                var asked = ColumnNames.Split(parsed.GetValue(engines) ?? []).ToArray();
                var shown = asked.Length == 0 ? report.Engines : [.. asked.Select(key => Find(report, key))];
                if (parsed.GetValue(json))
                {
                    await JsonLine.WriteAsync(new { report.Version, report.Features, Engines = shown.Select(engine => new { engine.Engine.Key, engine.Engine.Name, engine.Reads, engine.Obstacles, engine.Engine.Source }) }, stop);
                }
                else
                {
                    Write(report, shown);
                }

                if (asked.Length > 0 && shown.FirstOrDefault(engine => !engine.Reads) is { } unable)
                {
                    throw new CliException(ExitCode.Found, $"{unable.Engine.Name} cannot read version {report.Version}: {string.Join(", ", unable.Obstacles.Select(obstacle => obstacle.Feature))} is in the way.");
                }
            },
            cancellationToken));
        return command;
    }

    private static EngineCompatibility Find(CompatibilityReport report, string key) =>
        report.Engines.FirstOrDefault(engine => string.Equals(engine.Engine.Key, key, StringComparison.OrdinalIgnoreCase))
        ?? throw new CliException(ExitCode.Usage, $"There is no engine '{key}' here. The engines are {string.Join(", ", report.Engines.Select(engine => engine.Engine.Key))}.");

    private static void Write(CompatibilityReport report, IReadOnlyList<EngineCompatibility> engines)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Version {report.Version}; its readers must know {(report.Features.Count == 0 ? "no feature" : string.Join(", ", report.Features))}."));
        Grid.Write([("engine", false), ("reads", false), ("in the way", false)], engines.Select(engine => new[] { engine.Engine.Name, engine.Reads ? "yes" : "no", string.Join(", ", engine.Obstacles.Select(obstacle => obstacle.Feature)) }));
        foreach (var obstacle in engines.SelectMany(engine => engine.Obstacles))
        {
            Console.Error.WriteLine($"{obstacle.Feature}: {obstacle.Reason}");
        }
    }
}
