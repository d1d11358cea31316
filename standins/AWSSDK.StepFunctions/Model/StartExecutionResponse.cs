using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>An execution was started, or one of the same name and input runs.</summary>
public class StartExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>The execution.</summary>
    public string? ExecutionArn { get; set; }

    /// <summary>When it began.</summary>
    public DateTime? StartDate { get; set; }
}
