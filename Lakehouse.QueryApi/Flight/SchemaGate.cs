using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Checks what clients put before it is read. Messages of Flight are internal to its library: their header is found by its name.</summary>
internal sealed class SchemaGate : Interceptor
{
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new CheckedMessages<TRequest>(requestStream), responseStream, context);

    private sealed class CheckedMessages<T>(IAsyncStreamReader<T> messages) : IAsyncStreamReader<T>
    {
        public T Current => messages.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await messages.MoveNext(cancellationToken))
            {
                return false;
            }

            if (Current is IMessage message && message.Descriptor.FindFieldByName("data_header")?.Accessor.GetValue(message) is ByteString { Length: > 0 } header)
            {
                SchemaCheck.Check(header.Span);
            }

            return true;
        }
    }
}
