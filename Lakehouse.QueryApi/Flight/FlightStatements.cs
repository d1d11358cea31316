using System.Text.Json;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Server;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Grpc.Core;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Queries and prepared statements over Flight. Rows go from the worker's Arrow stream into Flight's messages, a batch at a time.</summary>
internal sealed class FlightStatements(QueryService queries, QueryOptions options, PreparedQueries prepared)
{
    /// <summary>Headers of a call that say how its statement is meant, as the members of <c>POST /v1/query</c> do.</summary>
    private const string DialectHeader = "lakehouse-dialect";

    private const string DatabaseHeader = "lakehouse-database";

    /// <summary>The columns of a query, and the ticket for its rows.</summary>
    public async Task<FlightInfo> GetInfoAsync(CommandStatementQuery command, FlightDescriptor descriptor, ServerCallContext context)
    {
        RefuseTransaction(command.HasTransactionId);
        var body = Body(command.Query, context);
        var shape = await DescribeAsync(Request(body, context), context.CancellationToken);
        return FlightTickets.Info(shape.Columns, descriptor, new TicketStatementQuery { StatementHandle = body });
    }

    /// <summary>The columns of a prepared statement, and the ticket for its rows.</summary>
    public async Task<FlightInfo> GetInfoAsync(CommandPreparedStatementQuery command, FlightDescriptor descriptor, ServerCallContext context)
    {
        var (request, shape, _) = prepared.Get(command.PreparedStatementHandle, Principal(context));
        // The type of a column may hang on that of a value; clients refuse a stream with other columns than they were told.
        var columns = request.Parameters is null ? shape.Columns : (await DescribeAsync(request, context.CancellationToken)).Columns;
        return FlightTickets.Info(columns, descriptor, command);
    }

    /// <summary>Sends a query's rows.</summary>
    public Task SendAsync(TicketStatementQuery ticket, FlightServerRecordBatchStreamWriter target, ServerCallContext context) =>
        // The handle has been with the client: it is read as any request is.
        SendAsync(Request(ticket.StatementHandle, context), target, context.CancellationToken);

    /// <summary>Sends a prepared statement's rows.</summary>
    public Task SendAsync(CommandPreparedStatementQuery command, FlightServerRecordBatchStreamWriter target, ServerCallContext context) =>
        SendAsync(prepared.Get(command.PreparedStatementHandle, Principal(context)).Request, target, context.CancellationToken);

    /// <summary>Prepares a statement.</summary>
    public async Task<ActionCreatePreparedStatementResult> PrepareAsync(ActionCreatePreparedStatementRequest action, ServerCallContext context)
    {
        RefuseTransaction(action.HasTransactionId);
        var request = Request(Body(action.Query, context), context);
        var shape = await DescribeAsync(request, context.CancellationToken);
        return new ActionCreatePreparedStatementResult
        {
            PreparedStatementHandle = prepared.Add(request, shape),
            DatasetSchema = FlightTickets.Serialize(shape.Columns),
            ParameterSchema = FlightTickets.Serialize(shape.Parameters),
            IsUpdate = false,
        };
    }

    /// <summary>Binds the parameters that a client puts: one row.</summary>
    public async Task<DoPutPreparedStatementResult> BindAsync(CommandPreparedStatementQuery command, FlightServerRecordBatchStreamReader source, ServerCallContext context)
    {
        JsonElement? values = null;
        while (await source.MoveNext(context.CancellationToken))
        {
            using var batch = source.Current;
            if (batch.Length > 1 || (batch.Length == 1 && values is not null))
            {
                throw new QueryException(Problem.InvalidParameters, "Several rows of parameters came; a query takes one row. Run it once for each.");
            }

            values = batch.Length == 1 ? ParameterRow.ToJson(batch) : values;
            if (values?.GetRawText().Length > options.MaxSqlBytes)
            {
                throw new QueryException(Problem.RequestTooLarge, $"The parameters are longer than {options.MaxSqlBytes} bytes.");
            }
        }

        prepared.Bind(command.PreparedStatementHandle, Principal(context), values ?? throw new QueryException(Problem.InvalidParameters, "No row of parameters came."));
        return new DoPutPreparedStatementResult { PreparedStatementHandle = command.PreparedStatementHandle };
    }

    /// <summary>Closes a prepared statement.</summary>
    public void Close(ActionClosePreparedStatementRequest action, ServerCallContext context) => prepared.Close(action.PreparedStatementHandle, Principal(context));

    private async Task<StatementShape> DescribeAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var shape = await queries.DescribeAsync(request, cancellationToken);
        return shape with { Columns = Dictionaries.Unfold(shape.Columns) };
    }

    private async Task SendAsync(QueryRequest request, FlightServerRecordBatchStreamWriter target, CancellationToken cancellationToken)
    {
        using var sink = new PipeSink();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = RunAsync(request, sink, leaving.Token);
        try
        {
            await RelayAsync(sink, target, leaving.Token);
        }
        catch (Exception failed)
        {
            // The client is gone, or the query failed; in that case its own error is the one to tell.
            await leaving.CancelAsync();
            try
            {
                await running;
            }
            catch (OperationCanceledException) when (failed is QueryException)
            {
                // It was stopped because of what went wrong here.
            }

            throw;
        }

        await running;
    }

    private async Task RunAsync(QueryRequest request, PipeSink sink, CancellationToken cancellationToken)
    {
        try
        {
            await queries.RunAsync(request, ResultFormat.Arrow, sink, cancellationToken);
        }
        catch (Exception error)
        {
            sink.Fail(error);
            throw;
        }
    }

    private static async Task RelayAsync(PipeSink sink, FlightServerRecordBatchStreamWriter target, CancellationToken cancellationToken)
    {
        using var reader = new ArrowStreamReader(sink.Reader);
        var schema = Dictionaries.Unfold(await reader.GetSchema(cancellationToken));
        await target.SetupStream(schema);
        while (await reader.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
        {
            using (batch)
            {
                await target.WriteAsync(Dictionaries.Unfold(batch, schema));
            }
        }
    }

    private static void RefuseTransaction(bool isInTransaction)
    {
        if (isInTransaction)
        {
            throw new QueryException(Problem.NotSupported, "There are no transactions: a query sees one version of each table from its first row to its last.");
        }
    }

    /// <summary>The statement as the body of <c>POST /v1/query</c> says it.</summary>
    private static ByteString Body(string sql, ServerCallContext context) => ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(new
    {
        sql,
        dialect = context.RequestHeaders.GetValue(DialectHeader),
        database = context.RequestHeaders.GetValue(DatabaseHeader),
    }));

    private QueryRequest Request(ByteString body, ServerCallContext context) => QueryRequest.Parse(body.Memory).Within(options.MaxSqlBytes) with { Principal = Principal(context) };

    private static Principal Principal(ServerCallContext context) => AccessGate.Of(context.GetHttpContext());
}
