namespace Lakehouse.Pipelines.Expectations;

/// <summary>What follows when an expectation is not met (Great Expectations' <c>severity</c>).</summary>
public enum Severity
{
    /// <summary>The candidate rows are not committed; the old version keeps serving. Also when the suite says nothing.</summary>
    Critical,

    /// <summary>The rows are committed and the failure is reported.</summary>
    Warning,

    /// <summary>The rows are committed and the failure is noted.</summary>
    Info,
}
