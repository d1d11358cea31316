namespace Amazon.Athena.Model;

/// <summary>Stops a query.</summary>
public class StopQueryExecutionRequest : AmazonAthenaRequest
{
    /// <summary>Its id.</summary>
    public string? QueryExecutionId { get; set; }
}
