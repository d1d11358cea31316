using System.Text.Json.Nodes;
using Lakehouse.QueryApi.Forwarding;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Athena's actions, by name.</summary>
internal sealed class AthenaActions
{
    private static readonly string[] Elsewhere =
    [
        "CancelCapacityReservation", "CreateCapacityReservation", "CreateDataCatalog", "CreateNotebook", "CreatePresignedNotebookUrl", "DeleteCapacityReservation",
        "DeleteDataCatalog", "DeleteNotebook", "ExportNotebook", "GetCalculationExecution", "GetCalculationExecutionCode", "GetCalculationExecutionStatus",
        "GetCapacityAssignmentConfiguration", "GetCapacityReservation", "GetNotebookMetadata", "GetResourceDashboard", "GetSession", "GetSessionEndpoint", "GetSessionStatus",
        "ImportNotebook", "ListApplicationDPUSizes", "ListCalculationExecutions", "ListCapacityReservations", "ListExecutors", "ListNotebookMetadata", "ListNotebookSessions",
        "ListSessions", "PutCapacityAssignmentConfiguration", "StartCalculationExecution", "StartSession", "StopCalculationExecution", "TerminateSession",
        "UpdateCapacityReservation", "UpdateDataCatalog", "UpdateNotebook", "UpdateNotebookMetadata",
    ];

    private readonly Dictionary<string, Func<AthenaInput, CancellationToken, Task<JsonObject>>> actions = new(StringComparer.Ordinal);

    private readonly AthenaGateway? gateway;

    /// <param name="executions">Actions on executions.</param>
    /// <param name="saved">Actions on what is saved.</param>
    /// <param name="catalog">Actions on the catalog.</param>
    /// <param name="gateway">Where all of them go instead, or null to answer them here.</param>
    public AthenaActions(ExecutionActions executions, SavedActions saved, CatalogActions catalog, AthenaGateway? gateway = null)
    {
        this.gateway = gateway;
        executions.AddTo(actions);
        saved.AddTo(actions);
        catalog.AddTo(actions);
    }

    /// <summary>The actions that are answered.</summary>
    public IEnumerable<string> Names => actions.Keys;

    /// <summary>The actions of Athena that are refused by name.</summary>
    public static IEnumerable<string> Refused => Elsewhere;

    /// <exception cref="AthenaException">The action is unknown, refused, or fails.</exception>
    public Task<JsonObject> RunAsync(string name, AthenaInput input, CancellationToken cancellationToken) =>
        actions.TryGetValue(name, out var action) ? gateway?.SendAsync(name, input, cancellationToken) ?? action(input, cancellationToken)
        : Elsewhere.Contains(name) ? throw AthenaException.Invalid($"{name} is not available here: this service runs SQL over the lake's tables; notebooks, sessions, capacity reservations and further data catalogs are Athena's own.", "NOT_SUPPORTED")
        : throw new AthenaException("UnknownOperationException", $"There is no action {name}.");
}
