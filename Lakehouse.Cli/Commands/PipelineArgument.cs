using System.CommandLine;
using Lakehouse.Pipelines;

namespace Lakehouse.Cli.Commands;

/// <summary>The folder of a pipeline.</summary>
internal sealed class PipelineArgument() : Argument<string>("folder")
{
    public static PipelineArgument Create() => new() { Description = "The pipeline's folder, with its pipeline.yaml" };

    /// <exception cref="CliException">The pipeline has problems, all of which are listed.</exception>
    public Pipeline Load(ParseResult parsed)
    {
        try
        {
            return PipelineLoader.Load(parsed.GetValue(this)!);
        }
        catch (PipelineException invalid)
        {
            throw new CliException(ExitCode.Failed, invalid.Message);
        }
    }
}
