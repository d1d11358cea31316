namespace Amazon.Athena.Model;

/// <summary>A query.</summary>
public class QueryExecution
{
    /// <summary>The statement.</summary>
    public string? Query { get; set; }

    /// <summary>Where it runs.</summary>
    public QueryExecutionContext? QueryExecutionContext { get; set; }

    /// <summary>Its id.</summary>
    public string? QueryExecutionId { get; set; }

    /// <summary>Where its result is.</summary>
    public ResultConfiguration? ResultConfiguration { get; set; }

    /// <summary>The kind of the statement.</summary>
    public StatementType? StatementType { get; set; }

    /// <summary>What it has used.</summary>
    public QueryExecutionStatistics? Statistics { get; set; }

    /// <summary>How far it is.</summary>
    public QueryExecutionStatus? Status { get; set; }

    /// <summary>Its work group.</summary>
    public string? WorkGroup { get; set; }
}
