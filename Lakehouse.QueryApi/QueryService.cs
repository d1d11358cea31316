using Lakehouse.Delta;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Sql;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;
using Lakehouse.QueryApi.Workers;

namespace Lakehouse.QueryApi;

/// <summary>Runs a statement: a worker, the check, the tables' versions, the rows.</summary>
internal sealed class QueryService(LakeCatalog catalog, WorkerPool workers, QueryOptions options, QueryTelemetry telemetry, AthenaTranslator athena, TablePolicy policy)
{
    private readonly StatementCache statements = new();

    /// <summary>Runs the request's statement and sends its rows.</summary>
    /// <exception cref="QueryException">The statement is refused or fails.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task<QueryOutcome> RunAsync(QueryRequest request, ResultFormat format, AnswerSink sink, CancellationToken cancellationToken)
    {
        var run = telemetry.Start();
        var timeout = Min(request.Timeout ?? options.Timeout, options.MaxTimeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            using (var lease = await workers.RentAsync(cancellationToken))
            {
                run.Dequeued();
                limit.CancelAfter(timeout);
                await RunAsync(request, format, sink, lease.Worker, run, limit.Token);
            }

            await sink.CompleteAsync(limit.Token);
            run.Succeeded();
            return new QueryOutcome(run.Rows, run.Tables, run.Queued);
        }
        catch (QueryException error) when (request.IsAthena && error.Position is not null && run.Statement is not null)
        {
            // The place is one in the translation, which nobody but the engine sees.
            var told = new QueryException(error.Problem, error.Message, error) { RetryAfter = error.RetryAfter };
            run.Failed(told);
            throw told;
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

    /// <summary>The columns of the request's statement and its parameters, without running it.</summary>
    /// <exception cref="QueryException">The statement is refused.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task<StatementShape> DescribeAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        using var sink = new BufferSink();
        await RunAsync(request with { IsDescription = true, Parameters = null }, ResultFormat.Arrow, sink, cancellationToken);
        return StatementShape.Read(sink.Content);
    }

    private async Task RunAsync(QueryRequest request, ResultFormat format, AnswerSink sink, WorkerProcess worker, QueryRun run, CancellationToken cancellationToken)
    {
        var sql = request.Sql;
        if (request is { IsAthena: true, IsTranslated: false })
        {
            // Values become literals of the statement: a version or a pattern is then known where it is translated.
            RefuseLists(request);
            sql = (await athena.TranslateAsync(sql, request.Database, request.IsDescription ? null : ParameterLiterals.Of(request.Parameters), _ => null, cancellationToken)).Sql;
            request = request with { Parameters = null };
        }

        if (!statements.TryGet(sql, out var statement))
        {
            statement = await CheckAsync(sql, request, worker, cancellationToken);
            statements.Add(sql, statement);
        }

        run.Statement = statement;
        var tables = await ResolveAsync(statement, request.Principal, cancellationToken);
        run.Tables = tables;
        request.Admit?.Invoke(tables);
        var command = new RunCommand(
            statement.Show is { } show ? ShowSql(show) : statement.Sql,
            request.Parameters,
            Min(request.Limit, options.MaxRows),
            format.MediaType,
            [],
            [.. tables.Select(table => new ScannedTable(table.Table.Database, table.Table.Name, table.DeltaVersion, table.Files, table.Bytes))],
            run.Queued.TotalMilliseconds,
            run.Elapsed.TotalMilliseconds)
        {
            IsDescription = request.IsDescription,
        };
        try
        {
            run.Rows = (await worker.RunAsync(command, tables, sink, cancellationToken)).Rows;
        }
        catch (QueryException error) when (error.Problem == Problem.TableUnreadable)
        {
            // The file may be gone because a newer version replaced it: the next query looks anew.
            foreach (var table in tables)
            {
                table.Table.Invalidate();
            }

            throw;
        }
    }

    private static void RefuseLists(QueryRequest request)
    {
        if (!request.Principal.SeesAll && TrinoParser.ParseStatement(request.Sql) is Show)
        {
            throw new QueryException(Problem.Forbidden, $"SHOW and DESCRIBE are open to principals that may see every table; {request.Principal.Name} may see {string.Join(", ", request.Principal.Allow)}.");
        }
    }

    /// <summary>Every statement passes the same check, translated or not.</summary>
    private static async Task<Statement> CheckAsync(string sql, QueryRequest request, WorkerProcess worker, CancellationToken cancellationToken)
    {
        try
        {
            return await worker.ParseAsync(sql, cancellationToken);
        }
        catch (QueryException error) when (request.IsAthena && error.Problem == Problem.Syntax)
        {
            throw new QueryException(Problem.Internal, $"The translation for the engine is not understood by it: {error.Message}", error);
        }
    }

    /// <summary>One version of each table, which the statement sees from its first row to its last.</summary>
    private async Task<IReadOnlyList<TableVersion>> ResolveAsync(Statement statement, Principal principal, CancellationToken cancellationToken)
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

        if (statement.Show is not null && !principal.SeesAll)
        {
            throw new QueryException(Problem.Forbidden, $"SHOW is open to principals that may see every table; {principal.Name} may see {string.Join(", ", principal.Allow)}.");
        }

        var versions = new List<TableVersion>(tables.Count);
        foreach (var table in tables)
        {
            try
            {
                versions.Add(policy.Apply(principal, await table.GetLatestAsync(cancellationToken) ?? throw new QueryException(
                    Problem.TableWithoutData,
                    $"The table {table} has no data yet: the pipeline has not written {table.Location}. Start the pipeline, or wait for its first run; GET /v1/catalog/tables shows what is there.")));
            }
            catch (DeltaException error) when (error is VersionNotFoundException or ChangeDataUnavailableException)
            {
                throw new QueryException(Problem.InvalidStatement, error.Message, error);
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

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static long? Min(long? a, long? b) => a is null ? b : b is null ? a : Math.Min(a.Value, b.Value);
}
