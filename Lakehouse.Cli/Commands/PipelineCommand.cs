using System.CommandLine;

namespace Lakehouse.Cli.Commands;

/// <summary><c>lakehouse pipeline …</c></summary>
internal static class PipelineCommand
{
    public static Command Create() => new("pipeline", "Checks, explains, runs and tests a pipeline.")
    {
        PipelineValidateCommand.Create(),
        PipelineGraphCommand.Create(),
        PipelinePlanCommand.Create(),
        PipelineRunCommand.Create(),
        PipelineTestCommand.Create(),
        PipelineDeriveCommand.Create(),
    };
}
