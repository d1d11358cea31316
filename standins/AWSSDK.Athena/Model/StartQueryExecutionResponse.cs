using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>A query was started.</summary>
public class StartQueryExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>Its id.</summary>
    public string? QueryExecutionId { get; set; }
}
