using Grpc.Core;
using Grpc.Core.Interceptors;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Tells refusals and failures as gRPC's statuses; the problem's name travels in the trailer <c>lakehouse-problem</c>.</summary>
internal sealed class FlightErrors(ILogger<FlightErrors> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error) when (error is not (RpcException or OperationCanceledException))
        {
            throw Told(error);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception error) when (error is not (RpcException or OperationCanceledException))
        {
            throw Told(error);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception error) when (error is not (RpcException or OperationCanceledException))
        {
            throw Told(error);
        }
    }

    /// <summary>gRPC would log what it is thrown with its message, which may quote the query.</summary>
    private RpcException Told(Exception error)
    {
        if (error is QueryException refused)
        {
            return Translate(refused);
        }

        log.LogError("A call of Flight SQL failed: {Failure}", Fault.Describe(error));
        return Translate(new QueryException(Problem.Internal, $"The service failed: {error.GetType().Name}. Its log says more.", error));
    }

    private static RpcException Translate(QueryException error)
    {
        var code = error.Problem.Status switch
        {
            401 => StatusCode.Unauthenticated,
            403 => StatusCode.PermissionDenied,
            404 => StatusCode.NotFound,
            409 => StatusCode.FailedPrecondition,
            413 or 429 => StatusCode.ResourceExhausted,
            >= 500 => StatusCode.Internal,
            _ when error.Problem == Problem.TimeLimit => StatusCode.DeadlineExceeded,
            _ when error.Problem == Problem.OutOfMemory => StatusCode.ResourceExhausted,
            _ when error.Problem == Problem.NotSupported => StatusCode.Unimplemented,
            _ => StatusCode.InvalidArgument,
        };
        return new RpcException(new Status(code, error.Message), new Metadata { { "lakehouse-problem", error.Problem.Slug } });
    }
}
