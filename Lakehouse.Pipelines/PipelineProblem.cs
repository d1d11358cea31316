namespace Lakehouse.Pipelines;

/// <summary>One thing that is wrong with a pipeline.</summary>
/// <param name="File">The file, full path.</param>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record PipelineProblem(string File, int Line, string Message)
{
    /// <summary><c>file:line: message</c>, the form that editors and terminals turn into a link.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}
