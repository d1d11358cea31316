using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>The actions of AWS Step Functions.</summary>
public interface IAmazonStepFunctions : IDisposable
{
    /// <summary>Starts an execution of a state machine. A standard one knows a name for 90 days: with the same input it gives the execution that runs.</summary>
    /// <exception cref="ExecutionAlreadyExistsException">An execution of that name has another input, or has ended.</exception>
    Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Tells how an execution is doing.</summary>
    /// <exception cref="ExecutionDoesNotExistException">There is none of that ARN.</exception>
    Task<DescribeExecutionResponse> DescribeExecutionAsync(DescribeExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>A page of what happened in an execution.</summary>
    /// <exception cref="ExecutionDoesNotExistException">There is none of that ARN.</exception>
    Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(GetExecutionHistoryRequest request, CancellationToken cancellationToken = default);
}
