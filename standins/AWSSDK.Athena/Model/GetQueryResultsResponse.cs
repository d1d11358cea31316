using Amazon.Runtime;

namespace Amazon.Athena.Model;

/// <summary>A page of rows.</summary>
public class GetQueryResultsResponse : AmazonWebServiceResponse
{
    /// <summary>The next page, or null at the end.</summary>
    public string? NextToken { get; set; }

    /// <summary>The rows.</summary>
    public ResultSet? ResultSet { get; set; }

    /// <summary>Rows written.</summary>
    public long? UpdateCount { get; set; }
}
