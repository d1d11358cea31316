namespace Amazon.Athena.Model;

/// <summary>Asks for a page of rows.</summary>
public class GetQueryResultsRequest : AmazonAthenaRequest
{
    /// <summary>Most rows.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The page, or null for the first.</summary>
    public string? NextToken { get; set; }

    /// <summary>The query.</summary>
    public string? QueryExecutionId { get; set; }
}
