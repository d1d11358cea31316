namespace Amazon.StepFunctions.Model;

/// <summary>Asks for a page of what happened.</summary>
public class GetExecutionHistoryRequest : AmazonStepFunctionsRequest
{
    /// <summary>The execution.</summary>
    public string? ExecutionArn { get; set; }

    /// <summary>Whether inputs and outputs come along.</summary>
    public bool? IncludeExecutionData { get; set; }

    /// <summary>Events of a page, at most 1000.</summary>
    public int? MaxResults { get; set; }

    /// <summary>The page to give, from the one before.</summary>
    public string? NextToken { get; set; }

    /// <summary>Whether the newest comes first.</summary>
    public bool? ReverseOrder { get; set; }
}
