using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Lakehouse.QueryApi.Flight.Protocol;

namespace Lakehouse.QueryApi.Tests.Flight;

/// <summary>Arrow's Flight client with the messages of Flight SQL, as ADBC's drivers send them.</summary>
internal sealed class FlightSqlClient(string address, params (string Name, string Value)[] headers) : IDisposable
{
    private readonly GrpcChannel channel = GrpcChannel.ForAddress(address.Replace("grpc://", "http://", StringComparison.Ordinal));

    public FlightClient Flight => field ??= new FlightClient(channel);

    public Metadata Headers { get; } = Create(headers);

    /// <summary>Asks for a message's rows as every Flight SQL client does: where they are, then the rows.</summary>
    public async Task<(Schema Schema, IReadOnlyList<RecordBatch> Batches)> ReadAsync(IMessage command)
    {
        var info = await Flight.GetInfo(FlightDescriptor.CreateCommandDescriptor(Any.Pack(command).ToByteArray()), Headers).ResponseAsync;
        using var stream = Flight.GetStream(Assert.Single(info.Endpoints).Ticket, Headers);
        var schema = await stream.ResponseStream.Schema;
        var batches = new List<RecordBatch>();
        while (await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            batches.Add(stream.ResponseStream.Current);
        }

        Assert.Equal(schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)), info.Schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)));
        return (schema, batches);
    }

    public Task<(Schema Schema, IReadOnlyList<RecordBatch> Batches)> QueryAsync(string sql) => ReadAsync(new CommandStatementQuery { Query = sql });

    /// <summary>The values of a text column.</summary>
    public async Task<string[]> TextsAsync(IMessage command, int column = 0) =>
        [.. (await ReadAsync(command)).Batches.SelectMany(batch => Enumerable.Range(0, batch.Length).Select(row => ((StringArray)batch.Column(column)).GetString(row)))];

    public async Task<ActionCreatePreparedStatementResult> PrepareAsync(string sql)
    {
        using var call = Flight.DoAction(new FlightAction("CreatePreparedStatement", Any.Pack(new ActionCreatePreparedStatementRequest { Query = sql }).ToByteString()), Headers);
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return Any.Parser.ParseFrom(call.ResponseStream.Current.Body).Unpack<ActionCreatePreparedStatementResult>();
    }

    public async Task BindAsync(ByteString handle, RecordBatch parameters)
    {
        using var call = await Flight.StartPut(FlightDescriptor.CreateCommandDescriptor(Any.Pack(new CommandPreparedStatementQuery { PreparedStatementHandle = handle }).ToByteArray()), parameters.Schema, Headers);
        await call.RequestStream.WriteAsync(parameters);
        await call.RequestStream.CompleteAsync();
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            Assert.Equal(handle, DoPutPreparedStatementResult.Parser.ParseFrom(call.ResponseStream.Current.ApplicationMetadata).PreparedStatementHandle);
        }
    }

    public async Task CloseAsync(ByteString handle)
    {
        using var call = Flight.DoAction(new FlightAction("ClosePreparedStatement", Any.Pack(new ActionClosePreparedStatementRequest { PreparedStatementHandle = handle }).ToByteString()), Headers);
        Assert.False(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
    }

    public async Task<RpcException> RefusedAsync(IMessage command) => await Assert.ThrowsAsync<RpcException>(() => ReadAsync(command));

    public void Dispose() => channel.Dispose();

    private static Metadata Create((string Name, string Value)[] headers)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in headers)
        {
            metadata.Add(name, value);
        }

        return metadata;
    }
}
