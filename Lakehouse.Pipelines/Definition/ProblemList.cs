namespace Lakehouse.Pipelines.Definition;

/// <summary>Collects problems while loading goes on, so that one look shows all of them.</summary>
internal sealed class ProblemList
{
    private readonly List<PipelineProblem> problems = [];

    /// <summary>What is wrong, sorted by file and line.</summary>
    public IReadOnlyList<PipelineProblem> Sorted => [.. problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line)];

    public void Add(string file, int line, string message) => problems.Add(new PipelineProblem(file, line, message));

    /// <exception cref="PipelineException">At least one problem was added.</exception>
    public void ThrowIfAny(string folder)
    {
        if (problems.Count > 0)
        {
            throw new PipelineException(folder, Sorted);
        }
    }
}
