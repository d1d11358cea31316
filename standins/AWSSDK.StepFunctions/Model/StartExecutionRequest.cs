namespace Amazon.StepFunctions.Model;

/// <summary>Starts an execution.</summary>
public class StartExecutionRequest : AmazonStepFunctionsRequest
{
    /// <summary>JSON that the first state gets.</summary>
    public string? Input { get; set; }

    /// <summary>Name of the execution: letters, digits, - and _; at most 80.</summary>
    public string? Name { get; set; }

    /// <summary>The state machine.</summary>
    public string? StateMachineArn { get; set; }

    /// <summary>X-Ray trace header.</summary>
    public string? TraceHeader { get; set; }
}
