using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>How far a query is.</summary>
public class QueryExecutionState : ConstantClass
{
    /// <summary>It was stopped.</summary>
    public static readonly QueryExecutionState CANCELLED = new("CANCELLED");

    /// <summary>It has failed.</summary>
    public static readonly QueryExecutionState FAILED = new("FAILED");

    /// <summary>It waits.</summary>
    public static readonly QueryExecutionState QUEUED = new("QUEUED");

    /// <summary>It runs.</summary>
    public static readonly QueryExecutionState RUNNING = new("RUNNING");

    /// <summary>Its rows can be read.</summary>
    public static readonly QueryExecutionState SUCCEEDED = new("SUCCEEDED");

    /// <summary>A state by its name.</summary>
    public QueryExecutionState(string value)
        : base(value)
    {
    }

    /// <summary>A state by its name, one for each name.</summary>
    public static QueryExecutionState FindValue(string value) => FindValue<QueryExecutionState>(value);

    /// <summary>A state by its name.</summary>
    public static implicit operator QueryExecutionState(string value) => FindValue(value);
}
