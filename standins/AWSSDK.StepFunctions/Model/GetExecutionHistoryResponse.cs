using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>A page of what happened.</summary>
public class GetExecutionHistoryResponse : AmazonWebServiceResponse
{
    /// <summary>The events.</summary>
    public List<HistoryEvent>? Events { get; set; }

    /// <summary>For the next page, or null.</summary>
    public string? NextToken { get; set; }
}
