using Amazon.Athena.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.Athena;

/// <summary>Calls Amazon Athena. Safe for concurrent use.</summary>
public class AmazonAthenaClient : AmazonServiceClient, IAmazonAthena
{
    private static readonly IServiceMetadata Metadata = new ServiceName("Athena");

    private static readonly JsonProtocol Protocol = new(
        "Athena",
        "AmazonAthena",
        "1.1",
        ModelJson.Options(typeof(Row).Namespace!, naming: null, ModelJson.Constant(QueryExecutionState.FindValue), ModelJson.Constant(StatementType.FindValue)),
        error => error.Code switch
        {
            "InvalidRequestException" => new InvalidRequestException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status) { AthenaErrorCode = error.Text("AthenaErrorCode") },
            "TooManyRequestsException" => new TooManyRequestsException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status) { Reason = error.Text("Reason") },
            "InternalServerException" => new InternalServerException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status),
            _ => new AmazonAthenaException(error.Message, error.Inner, error.Type, error.Code, error.RequestId!, error.Status),
        });

    /// <summary>A client with the credentials, region and settings of the environment.</summary>
    public AmazonAthenaClient()
        : this(new AmazonAthenaConfig())
    {
    }

    /// <summary>A client with the environment's credentials.</summary>
    public AmazonAthenaClient(AmazonAthenaConfig config)
        : base(config)
    {
    }

    /// <summary>A client with given credentials.</summary>
    public AmazonAthenaClient(AWSCredentials credentials, AmazonAthenaConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <inheritdoc/>
    public virtual Task<StartQueryExecutionResponse> StartQueryExecutionAsync(StartQueryExecutionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<StartQueryExecutionResponse>("StartQueryExecution", request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetQueryExecutionResponse> GetQueryExecutionAsync(GetQueryExecutionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetQueryExecutionResponse>("GetQueryExecution", request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<StopQueryExecutionResponse> StopQueryExecutionAsync(StopQueryExecutionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<StopQueryExecutionResponse>("StopQueryExecution", request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetQueryResultsResponse>("GetQueryResults", request, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ClientPipeline.Complete(pipeline);

    private Task<TResponse> CallAsync<TResponse>(string action, AmazonAthenaRequest request, CancellationToken cancellationToken)
        where TResponse : AmazonWebServiceResponse, new() => InvokeAsync<TResponse>(request, Protocol.Of<TResponse>(action), cancellationToken);
}
