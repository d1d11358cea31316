namespace Amazon.Athena.Model;

/// <summary>How far a query is.</summary>
public class QueryExecutionStatus
{
    /// <summary>The error, when it failed.</summary>
    public AthenaError? AthenaError { get; set; }

    /// <summary>When it ended.</summary>
    public DateTime? CompletionDateTime { get; set; }

    /// <summary>The state.</summary>
    public QueryExecutionState? State { get; set; }

    /// <summary>Why it is in this state.</summary>
    public string? StateChangeReason { get; set; }

    /// <summary>When it came in.</summary>
    public DateTime? SubmissionDateTime { get; set; }
}
