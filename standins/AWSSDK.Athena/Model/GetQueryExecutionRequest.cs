namespace Amazon.Athena.Model;

/// <summary>Asks how a query is doing.</summary>
public class GetQueryExecutionRequest : AmazonAthenaRequest
{
    /// <summary>Its id.</summary>
    public string? QueryExecutionId { get; set; }
}
