using Grpc.Core;
using Grpc.Core.Interceptors;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Tells refusals and failures as gRPC's statuses; the problem's name travels in the trailer <c>lakehouse-problem</c>.</summary>
internal sealed class FlightErrors : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (QueryException refused)
        {
            throw Translate(refused);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (QueryException refused)
        {
            throw Translate(refused);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (QueryException refused)
        {
            throw Translate(refused);
        }
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
