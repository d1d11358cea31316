using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>How an execution is doing.</summary>
public class DescribeExecutionResponse : AmazonWebServiceResponse
{
    /// <summary>What went wrong, for people.</summary>
    public string? Cause { get; set; }

    /// <summary>Name of the error, when it failed.</summary>
    public string? Error { get; set; }

    /// <summary>The execution.</summary>
    public string? ExecutionArn { get; set; }

    /// <summary>What it got, as JSON.</summary>
    public string? Input { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>What it gave, as JSON.</summary>
    public string? Output { get; set; }

    /// <summary>When it began.</summary>
    public DateTime? StartDate { get; set; }

    /// <summary>Its state machine.</summary>
    public string? StateMachineArn { get; set; }

    /// <summary>How far it is.</summary>
    public ExecutionStatus? Status { get; set; }

    /// <summary>When it ended.</summary>
    public DateTime? StopDate { get; set; }
}
