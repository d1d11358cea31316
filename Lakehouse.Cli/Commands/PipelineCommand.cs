using System.CommandLine;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline …</c></summary>
internal static class PipelineCommand
{
    public static Command Create() => new("pipeline", "Works with a pipeline's definition.") { PipelineDeriveCommand.Create() };
}
