namespace Amazon.Athena.Model;

/// <summary>Where a query runs.</summary>
public class QueryExecutionContext
{
    /// <summary>The data catalog.</summary>
    public string? Catalog { get; set; }

    /// <summary>The database.</summary>
    public string? Database { get; set; }
}
