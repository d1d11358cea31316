namespace Amazon.StepFunctions.Model;

/// <summary>Asks how an execution is doing.</summary>
public class DescribeExecutionRequest : AmazonStepFunctionsRequest
{
    /// <summary>The execution.</summary>
    public string? ExecutionArn { get; set; }
}
