using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StepFunctions.Internal;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>Calls AWS Step Functions. Safe for concurrent use.</summary>
public class AmazonStepFunctionsClient : AmazonServiceClient, IAmazonStepFunctions
{
    private static readonly IServiceMetadata Metadata = new AmazonStepFunctionsMetadata();

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
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new AmazonStepFunctionsEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new AmazonStepFunctionsAuthSchemeHandler());
    }

    private Task<TResponse> CallAsync<TResponse>(string action, AmazonStepFunctionsRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = new JsonRequestMarshaller(action), ResponseUnmarshaller = new JsonModelUnmarshaller<TResponse>() },
            cancellationToken);
}
