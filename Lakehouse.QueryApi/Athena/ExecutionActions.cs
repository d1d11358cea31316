using System.Text.Json.Nodes;
using Lakehouse.QueryApi.Engine;

namespace Lakehouse.QueryApi.Athena;

/// <summary>StartQueryExecution and what follows it.</summary>
internal sealed class ExecutionActions(ExecutionRunner runner, ExecutionHistory history, AthenaStore store, AthenaOptions options)
{
    private const int MaxSql = 262_144;

    public void AddTo(Dictionary<string, Func<AthenaInput, CancellationToken, Task<JsonObject>>> actions)
    {
        actions["StartQueryExecution"] = StartAsync;
        actions["StopQueryExecution"] = StopAsync;
        actions["GetQueryExecution"] = async (input, cancellationToken) => new JsonObject { ["QueryExecution"] = AthenaShapes.Execution(await FindAsync(Id(input), input, cancellationToken), options) };
        actions["GetQueryRuntimeStatistics"] = async (input, cancellationToken) => new JsonObject { ["QueryRuntimeStatistics"] = AthenaShapes.Runtime(await FindAsync(Id(input), input, cancellationToken)) };
        actions["BatchGetQueryExecution"] = BatchGetAsync;
        actions["ListQueryExecutions"] = ListAsync;
        actions["GetQueryResults"] = ResultsAsync;
    }

    private static string Id(AthenaInput input) => input.Text("QueryExecutionId", 1, 128);

    /// <summary>One's own executions; those of others are not there.</summary>
    private async Task<Execution> FindAsync(string id, AthenaInput input, CancellationToken cancellationToken) =>
        await history.GetAsync(id, cancellationToken) is var execution && execution.Principal == input.Principal.Name ? execution : throw AthenaException.Invalid($"QueryExecution {id} was not found");

    private async Task<JsonObject> StartAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var sql = input.Text("QueryString", 1, MaxSql);
        var token = input.OptionalText("ClientRequestToken", 32, 128);
        var context = input.Object("QueryExecutionContext");
        var catalog = context.OptionalText("Catalog", 1, 256);
        if (catalog is not null && !catalog.Equals(QueryEngine.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            throw AthenaException.Invalid($"Catalog {catalog} is not found; there is AwsDataCatalog.");
        }

        var group = await store.WorkGroupAsync(input.OptionalText("WorkGroup", 1, 128), cancellationToken);
        if (!group.IsEnabled)
        {
            throw AthenaException.Invalid($"WorkGroup {group.Name} is disabled.", "WORKGROUP_DISABLED");
        }

        var asked = input.Object("ResultConfiguration").OptionalText("OutputLocation");
        var place = group is { Enforces: true, OutputLocation: not null } ? group.OutputLocation : string.IsNullOrEmpty(asked) ? group.OutputLocation : asked;
        var id = Guid.NewGuid().ToString("D");
        var parameters = input.OptionalTexts("ExecutionParameters", 1_000) ?? [];
        var execution = new Execution
        {
            Id = id,
            Query = sql,
            WorkGroup = group.Name,
            OutputLocation = ResultLocation.Of(options, place, $"{id}.csv").Told,
            Submitted = DateTimeOffset.UtcNow,
            Catalog = catalog?.ToLowerInvariant(),
            Database = context.OptionalText("Database", 1, 255),
            Parameters = parameters,
            Principal = input.Principal.Name,
            RequestToken = token is null ? null : $"{input.Principal.Name}/{token}",
        };
        return new JsonObject { ["QueryExecutionId"] = (await runner.StartAsync(execution, input.Principal, cancellationToken)).Id };
    }

    private async Task<JsonObject> StopAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        await runner.StopAsync((await FindAsync(Id(input), input, cancellationToken)).Id, cancellationToken);
        return [];
    }

    private async Task<JsonObject> BatchGetAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var found = new JsonArray();
        var missing = new JsonArray();
        foreach (var id in input.Texts("QueryExecutionIds", 50))
        {
            try
            {
                found.Add(AthenaShapes.Execution(await FindAsync(id, input, cancellationToken), options));
            }
            catch (AthenaException error)
            {
                missing.Add(new JsonObject { ["QueryExecutionId"] = id, ["ErrorCode"] = error.Code, ["ErrorMessage"] = error.Message });
            }
        }

        return new JsonObject { ["QueryExecutions"] = found, ["UnprocessedQueryExecutionIds"] = missing };
    }

    private async Task<JsonObject> ListAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var group = await store.WorkGroupAsync(input.OptionalText("WorkGroup", 1, 128), cancellationToken);
        return Paging.Page(input, $"executions/{group.Name}", history.Latest.Where(execution => execution.WorkGroup == group.Name && execution.Principal == input.Principal.Name), 0, 50, "QueryExecutionIds", execution => execution.Id);
    }

    private async Task<JsonObject> ResultsAsync(AthenaInput input, CancellationToken cancellationToken)
    {
        var execution = await FindAsync(Id(input), input, cancellationToken);
        var most = input.Number("MaxResults", 1_000, 1, 1_000);
        if (input.OptionalText("QueryResultType") is { } type and not "DATA_ROWS")
        {
            throw AthenaException.Invalid($"QueryResultType {type} is not available here; DATA_ROWS is.");
        }

        if (execution.State != ExecutionState.SUCCEEDED)
        {
            throw AthenaException.Invalid(execution.IsOver ? $"Query did not finish successfully. Final query state: {execution.State}" : $"Query has not yet finished. Current state: {execution.State}", "INVALID_QUERY_EXECUTION_STATE");
        }

        if (execution.ManifestLocation is not null)
        {
            // An UNLOAD's rows are in its files; its result is empty.
            return new JsonObject { ["UpdateCount"] = execution.Rows, ["ResultSet"] = new JsonObject { ["Rows"] = new JsonArray(), ["ResultSetMetadata"] = new JsonObject { ["ColumnInfo"] = new JsonArray() } } };
        }

        var start = PageToken.Read(execution.Id, input.OptionalText("NextToken", 1, 1_024));
        var slash = execution.OutputLocation.LastIndexOf('/');
        var location = ResultLocation.Of(options, execution.OutputLocation[..slash], execution.OutputLocation[(slash + 1)..]);
        ResultPage page;
        try
        {
            await using var stream = await location.Store.OpenReadAsync(location.Path, cancellationToken);
            page = await ResultPage.ReadAsync(stream, start, most, !execution.HasHeader, cancellationToken);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw AthenaException.Invalid($"Could not find results at {execution.OutputLocation}: they have been deleted.");
        }

        var rows = new JsonArray([.. page.Rows.Select(row => new JsonObject { ["Data"] = new JsonArray([.. row.Select(value => value is null ? [] : new JsonObject { ["VarCharValue"] = value })]) })]);
        var answer = new JsonObject
        {
            ["UpdateCount"] = 0,
            ["ResultSet"] = new JsonObject { ["Rows"] = rows, ["ResultSetMetadata"] = new JsonObject { ["ColumnInfo"] = new JsonArray([.. execution.Columns.Select(AthenaShapes.Column)]) } },
        };
        if (page.Next is { } next)
        {
            answer["NextToken"] = PageToken.Write(execution.Id, next);
        }

        return answer;
    }
}
