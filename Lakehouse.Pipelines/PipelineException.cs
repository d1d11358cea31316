namespace Lakehouse.Pipelines;

/// <summary>A pipeline cannot be used; <see cref="Problems"/> lists everything that is wrong with it.</summary>
public sealed class PipelineException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="folder">The pipeline's folder.</param>
    /// <param name="problems">What is wrong; not empty.</param>
    public PipelineException(string folder, IReadOnlyList<PipelineProblem> problems)
        : base(Describe(folder, problems)) => Problems = problems;

    /// <summary>Everything that is wrong, sorted by file and line.</summary>
    public IReadOnlyList<PipelineProblem> Problems { get; }

    private static string Describe(string folder, IReadOnlyList<PipelineProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var count = problems.Count == 1 ? "1 problem" : $"{problems.Count} problems";
        return $"The pipeline in '{folder}' cannot be loaded ({count}):{string.Concat(problems.Select(problem => $"\n  {problem}"))}";
    }
}
