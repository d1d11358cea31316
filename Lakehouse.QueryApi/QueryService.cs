using Lakehouse.Delta;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi;

/// <summary>Runs a statement: an engine, the check, the tables' versions, the rows.</summary>
internal sealed class QueryService(LakeCatalog catalog, EnginePool engines, QueryOptions options, QueryTelemetry telemetry)
{
    private readonly StatementCache statements = new();

    /// <summary>Runs the request's statement and writes its rows.</summary>
    /// <exception cref="QueryException">The statement is refused or fails.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task RunAsync(QueryRequest request, ResultWriter writer, ResponseBuffer target, CancellationToken cancellationToken)
    {
        var run = telemetry.Start();
        var timeout = Min(request.Timeout ?? options.Timeout, options.MaxTimeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var lease = await engines.RentAsync(limit.Token);
            run.Dequeued();
            try
            {
                await RunAsync(request, writer, target, lease, run, limit.Token);
            }
            catch (EngineException error)
            {
                if (error.IsFatal)
                {
                    lease.Discard();
                }

                throw Translate(error, run);
            }

            run.Succeeded();
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var late = new QueryException(Problem.TimeLimit, $"The query was stopped after {timeout.TotalSeconds:0.###} s. Make it read less, or ask for a longer \"timeout\" (at most {options.MaxTimeout.TotalSeconds:0} s).");
            run.Failed(late);
            throw late;
        }
        catch (Exception error)
        {
            run.Failed(error);
            throw;
        }
    }

    private async Task RunAsync(QueryRequest request, ResultWriter writer, ResponseBuffer target, EngineLease lease, QueryRun run, CancellationToken cancellationToken)
    {
        var engine = lease.Engine;
        var statement = statements.GetOrParse(request.Sql, engine.Serialize);
        run.Statement = statement;
        var tables = await ResolveAsync(statement, cancellationToken);
        run.Tables = tables;
        engine.Provide(tables);

        var sql = statement.Show is { } show ? ShowSql(show) : statement.Sql;
        var result = engine.Execute(sql, new StatementParameters(request.Parameters), cancellationToken);
        try
        {
            var (rows, truncated) = await WriteRowsAsync(result, Min(request.Limit, options.MaxRows), writer, target, cancellationToken);
            run.Rows = rows;
            writer.End(new ResultSummary(rows, truncated, run.Queued, run.Elapsed, tables));
        }
        finally
        {
            result.Dispose();
            if (!result.AtEnd)
            {
                engine.Abandon();
            }
        }
    }

    private static async Task<(long Rows, bool Truncated)> WriteRowsAsync(ResultStream result, long? limit, ResultWriter writer, ResponseBuffer target, CancellationToken cancellationToken)
    {
        writer.Begin(target, result.Columns);
        var rows = 0L;
        while (result.NextChunk() is > 0 and var count)
        {
            for (var row = 0; row < count; row++)
            {
                if (rows == limit)
                {
                    return (rows, true);
                }

                writer.Row(result.Columns, row);
                rows++;
                if (target.IsFull)
                {
                    await target.FlushAsync(cancellationToken);
                }
            }
        }

        return (rows, false);
    }

    /// <summary>One version of each table, which the statement sees from its first row to its last.</summary>
    private async Task<IReadOnlyList<TableVersion>> ResolveAsync(Statement statement, CancellationToken cancellationToken)
    {
        var tables = new List<CatalogTable>(statement.Tables.Count);
        foreach (var name in statement.Tables)
        {
            var table = catalog.Find(name);
            if (!tables.Contains(table))
            {
                tables.Add(table);
            }
        }

        var versions = new List<TableVersion>(tables.Count);
        foreach (var table in tables)
        {
            try
            {
                versions.Add(await table.GetLatestAsync(cancellationToken) ?? throw new QueryException(
                    Problem.TableWithoutData,
                    $"The table {table} has no data yet: the pipeline has not written {table.Location}. Start the pipeline, or wait for its first run; GET /v1/catalog/tables shows what is there."));
            }
            catch (Exception error) when (error is DeltaException or IOException or UnauthorizedAccessException)
            {
                throw new QueryException(Problem.TableUnreadable, $"The table {table} cannot be read: {error.Message}", error);
            }
        }

        return versions;
    }

    private string ShowSql(ShowCommand show)
    {
        var names = show.Kind == ShowKind.Databases
            ? catalog.Databases.Select(database => $"({SqlText.Literal(database)})")
            : catalog.List(show.Database).Select(table => $"({SqlText.Literal(table.Database)}, {SqlText.Literal(table.Name)})");
        return show.Kind == ShowKind.Databases
            ? $"SELECT * FROM (VALUES {string.Join(", ", names)}) AS databases(database_name)"
            : $"SELECT * FROM (VALUES {string.Join(", ", names)}) AS tables(database_name, table_name)";
    }

    private static QueryException Translate(EngineException error, QueryRun run)
    {
        var (problem, message) = error.Category.ToUpperInvariant() switch
        {
            "BINDER" or "CATALOG" or "PARSER" or "SYNTAX" or "NOT IMPLEMENTED" or "PARAMETER NOT RESOLVED" or "PARAMETER NOT ALLOWED" or "EXPRESSION" => (Problem.InvalidStatement, error.Message),
            "PERMISSION" => (Problem.NotAllowed, error.Message),
            "OUT OF MEMORY" => (Problem.OutOfMemory, $"The query needs more memory than one query may use. Make it read, group or sort less. ({FirstLine(error.Message)})"),
            "IO" or "HTTP" => (Problem.TableUnreadable, $"A file of {string.Join(", ", run.Tables.Select(table => table.Table))} cannot be read: {error.Message}"),
            "INTERNAL" or "FATAL" => (Problem.Internal, $"DuckDB failed on this statement: {FirstLine(error.Message)}"),
            _ => (Problem.QueryFailed, error.Message),
        };
        if (problem == Problem.TableUnreadable)
        {
            // The file may be gone because a newer version replaced it: the next query looks anew.
            foreach (var table in run.Tables)
            {
                table.Table.Invalidate();
            }
        }

        return new QueryException(problem, message.ReplaceLineEndings(" "), error) { Position = error.Position };
    }

    private static string FirstLine(string text) => text.Split('\n')[0];

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static long? Min(long? a, long? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
