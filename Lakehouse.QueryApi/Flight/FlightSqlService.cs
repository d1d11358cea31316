using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Server;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Arrow Flight SQL: which command goes where. What is not a query is refused by its name.</summary>
internal sealed class FlightSqlService(FlightStatements statements, FlightCatalog catalog) : FlightServer
{
    private const string PrepareAction = "CreatePreparedStatement";

    private const string CloseAction = "ClosePreparedStatement";

    public override async Task<FlightInfo> GetFlightInfo(FlightDescriptor request, ServerCallContext context)
    {
        var command = FlightTickets.Unpack(request.Command);
        return command switch
        {
            _ when command.Read(out CommandStatementQuery? query) => await statements.GetInfoAsync(query, request, context),
            _ when command.Read(out CommandPreparedStatementQuery? query) => await statements.GetInfoAsync(query, request, context),
            _ => FlightTickets.Info(Listing(command).Schema, request, command),
        };
    }

    public override async Task<Schema> GetSchema(FlightDescriptor request, ServerCallContext context) => (await GetFlightInfo(request, context)).Schema;

    public override async Task DoGet(FlightTicket ticket, FlightServerRecordBatchStreamWriter responseStream, ServerCallContext context)
    {
        var command = FlightTickets.Unpack(ticket.Ticket);
        if (command.Read(out TicketStatementQuery? query))
        {
            await statements.SendAsync(query, responseStream, context);
        }
        else if (command.Read(out CommandPreparedStatementQuery? prepared))
        {
            await statements.SendAsync(prepared, responseStream, context);
        }
        else
        {
            var (schema, read) = Listing(command);
            using var batch = await read(context);
            await responseStream.SetupStream(schema);
            await responseStream.WriteAsync(batch);
        }
    }

    public override async Task DoPut(FlightServerRecordBatchStreamReader requestStream, IAsyncStreamWriter<FlightPutResult> responseStream, ServerCallContext context)
    {
        var command = FlightTickets.Unpack((await requestStream.FlightDescriptor).Command);
        if (command.Read(out CommandPreparedStatementQuery? prepared))
        {
            await responseStream.WriteAsync(new FlightPutResult((await statements.BindAsync(prepared, requestStream, context)).ToByteString()));
            return;
        }

        throw command.Is(CommandStatementUpdate.Descriptor) || command.Is(CommandPreparedStatementUpdate.Descriptor)
            ? new QueryException(Problem.NotSelect, "Statements only read here: run them as queries. Tables change by the pipeline alone.")
            : Unknown(command);
    }

    public override async Task DoAction(FlightAction request, IAsyncStreamWriter<FlightResult> responseStream, ServerCallContext context)
    {
        switch (request.Type)
        {
            case PrepareAction when FlightTickets.Unpack(request.Body).Read(out ActionCreatePreparedStatementRequest? action):
                await responseStream.WriteAsync(new FlightResult(Any.Pack(await statements.PrepareAsync(action, context)).ToByteString()));
                break;
            case CloseAction when FlightTickets.Unpack(request.Body).Read(out ActionClosePreparedStatementRequest? action):
                statements.Close(action, context);
                break;
            default:
                throw new QueryException(Problem.NotSupported, $"There is no action {request.Type} here; there are {PrepareAction} and {CloseAction}.");
        }
    }

    public override async Task ListActions(IAsyncStreamWriter<FlightActionType> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new FlightActionType(PrepareAction, "Prepares a statement. Request: ActionCreatePreparedStatementRequest; response: ActionCreatePreparedStatementResult."));
        await responseStream.WriteAsync(new FlightActionType(CloseAction, "Closes a prepared statement. Request: ActionClosePreparedStatementRequest; no response."));
    }

    /// <summary>Gives clients that ask for a token by user and password the API key back, as the token of the calls that follow.</summary>
    public override async Task Handshake(IAsyncStreamReader<FlightHandshakeRequest> requestStream, IAsyncStreamWriter<FlightHandshakeResponse> responseStream, ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("authorization") is { } token)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "authorization", token } });
        }
    }

    /// <summary>A list that needs no query: its columns, and how it is read.</summary>
    private (Schema Schema, Func<ServerCallContext, Task<RecordBatch>> Read) Listing(Any command) => command switch
    {
        _ when command.Is(CommandGetCatalogs.Descriptor) => (FlightCatalog.CatalogsSchema, _ => Task.FromResult(FlightCatalog.Catalogs())),
        _ when command.Read(out CommandGetDbSchemas? schemas) => (FlightCatalog.SchemasSchema, context => Task.FromResult(catalog.Schemas(schemas, AccessGate.Of(context.GetHttpContext())))),
        _ when command.Read(out CommandGetTables? tables) => (FlightCatalog.TablesSchema(tables.IncludeSchema), context => catalog.TablesAsync(tables, AccessGate.Of(context.GetHttpContext()), context.CancellationToken)),
        _ when command.Is(CommandGetTableTypes.Descriptor) => (FlightCatalog.TableTypesSchema, _ => Task.FromResult(FlightCatalog.TableTypes())),
        _ when command.Read(out CommandGetSqlInfo? info) => (FlightSqlInfo.Schema, _ => Task.FromResult(FlightSqlInfo.Read(info.Info))),
        _ when command.Is(CommandGetPrimaryKeys.Descriptor) => (FlightKeys.PrimarySchema, _ => Task.FromResult(FlightKeys.None(FlightKeys.PrimarySchema))),
        _ when command.Is(CommandGetExportedKeys.Descriptor) || command.Is(CommandGetImportedKeys.Descriptor) || command.Is(CommandGetCrossReference.Descriptor) => (FlightKeys.ForeignSchema, _ => Task.FromResult(FlightKeys.None(FlightKeys.ForeignSchema))),
        _ => throw Unknown(command),
    };

    private static QueryException Unknown(Any command) => new(Problem.NotSupported, $"The command {Any.GetTypeName(command.TypeUrl)} is not available here.");
}
