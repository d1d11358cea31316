using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>Calls AWS Step Functions. Safe for concurrent use.</summary>
public class AmazonStepFunctionsClient : AmazonServiceClient, IAmazonStepFunctions
{
    private static readonly IServiceMetadata Metadata = new ServiceName("SFN");

    private static readonly JsonProtocol Protocol = new(
        "Step Functions",
        "AWSStepFunctions",
        "1.0",
        ModelJson.Options(typeof(HistoryEvent).Namespace!, JsonNamingPolicy.CamelCase, ModelJson.Constant(ExecutionStatus.FindValue), ModelJson.Constant(HistoryEventType.FindValue)),
        error => error.Code switch
        {
            "ExecutionAlreadyExists" => new ExecutionAlreadyExistsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status),
            "ExecutionDoesNotExist" => new ExecutionDoesNotExistException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status),
            "StateMachineDoesNotExist" => new StateMachineDoesNotExistException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status),
            _ => new AmazonStepFunctionsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status),
        });

    /// <summary>A client with the credentials, region and settings of the environment.</summary>
    public AmazonStepFunctionsClient()
        : this(new AmazonStepFunctionsConfig())
    {
    }

    /// <summary>A client with the environment's credentials.</summary>
    public AmazonStepFunctionsClient(AmazonStepFunctionsConfig config)
        : base(config)
    {
    }

    /// <summary>A client with given credentials.</summary>
    public AmazonStepFunctionsClient(AWSCredentials credentials, AmazonStepFunctionsConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc/>
    public virtual Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<StartExecutionResponse>("StartExecution", request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeExecutionResponse> DescribeExecutionAsync(DescribeExecutionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeExecutionResponse>("DescribeExecution", request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(GetExecutionHistoryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetExecutionHistoryResponse>("GetExecutionHistory", request, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ClientPipeline.Complete(pipeline);

    private Task<TResponse> CallAsync<TResponse>(string action, AmazonStepFunctionsRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() => InvokeAsync<TResponse>(request, Protocol.Of<TResponse>(action), cancellationToken);
}
