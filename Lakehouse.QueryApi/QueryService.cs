using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Files;
using Lakehouse.QueryApi.Forwarding;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Sql;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Workers;

namespace Lakehouse.QueryApi;

/// <summary>Runs a statement: the check, the tables' versions and files, a worker, the rows.</summary>
internal sealed class QueryService(LakeCatalog catalog, TableResolver resolver, WorkGroups groups, FileCache files, QueryOptions options, QueryTelemetry telemetry, AthenaTranslator athena, ForwardedQueries? forwarded = null)
{
    /// <summary>Columns and parameters of a statement; thousands of columns take less.</summary>
    private const int MaxDescription = 16 * 1024 * 1024;

    private readonly StatementCache statements = new();
    private readonly ResultCache results = new(options.ResultCacheBytes);

    /// <summary>Statements are Athena's SQL, and Athena runs them.</summary>
    public bool IsForwarding => forwarded is not null;

    /// <summary>Runs the request's statement and sends its rows.</summary>
    /// <exception cref="QueryException">The statement is refused or fails.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task<QueryOutcome> RunAsync(QueryRequest request, ResultFormat format, AnswerSink sink, CancellationToken cancellationToken)
    {
        var run = telemetry.Start(request.Sql, options.SlowAfter);
        var timeout = TimeSpan.Zero;
        var longest = TimeSpan.Zero;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A work group of Athena's own is none of this service's.
            var group = groups.Of(forwarded is null ? request : request with { WorkGroup = null });
            longest = group.Limits.MaxTimeout;
            timeout = Min(request.Timeout ?? group.Limits.Timeout, longest);
            limit.CancelAfter(timeout);
            if (forwarded is not null)
            {
                return await ForwardAsync(forwarded, request, format, sink, group, run, limit.Token);
            }

            var prepared = await PrepareAsync(request, format, group.Limits, run, limit.Token);
            if (prepared.CacheKey is { } key && results.Find(key) is { } known)
            {
                run.Reused(known.Rows);
                sink.Tell(ScanSize.Of(prepared.Tables));
                sink.Reuse(known.Made);
                await sink.WriteAsync(known.Content, limit.Token);
            }
            else
            {
                // Waiting for a worker does not count.
                limit.CancelAfter(Timeout.InfiniteTimeSpan);
                using var lease = await group.Workers.RentAsync(cancellationToken);
                run.Dequeued();
                limit.CancelAfter(timeout);
                await RunAsync(prepared, format, sink, group.Limits, lease.Worker, run, limit.Token);
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
            var late = new QueryException(Problem.TimeLimit, $"The query was stopped after {timeout.TotalSeconds:0.###} s. Make it read less, or ask for a longer \"timeout\" (at most {longest.TotalSeconds:0} s).");
            run.Failed(late);
            throw late;
        }
        catch (Exception error)
        {
            run.Failed(error);
            throw;
        }
    }

    /// <summary>
    /// The columns of the request's statement and its parameters, without running it. With values for the parameters the columns are
    /// those that its rows will have; without, those that hang on a value's type are a guess.
    /// </summary>
    /// <exception cref="QueryException">The statement is refused.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task<StatementShape> DescribeAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        using var sink = new BufferSink(MaxDescription);
        await RunAsync(request with { IsDescription = true }, ResultFormat.Arrow, sink, cancellationToken);
        return sink.IsTooLong
            ? throw new QueryException(Problem.UnsupportedType, "The statement has too many columns to be described.")
            : StatementShape.Read(sink.Content);
    }

    /// <summary>Athena computes the rows; a worker gives them the format that was asked for.</summary>
    private static async Task<QueryOutcome> ForwardAsync(ForwardedQueries forwarded, QueryRequest request, ResultFormat format, AnswerSink sink, WorkGroupPool group, QueryRun run, CancellationToken cancellationToken)
    {
        using var result = request.IsDescription ? await forwarded.DescribeAsync(request, cancellationToken) : await forwarded.RunAsync(request, cancellationToken);
        using var lease = await group.Workers.RentAsync(cancellationToken);
        var command = new RunCommand(
            result.Sql,
            null,
            Min(request.Limit, group.Limits.MaxRows),
            format.MediaType,
            [],
            [new ScannedTable("athena", result.QueryExecutionId, null, 0, result.BytesScanned, 0)],
            0,
            run.Elapsed.TotalMilliseconds)
        {
            IsDescription = request.IsDescription,
        };
        sink.Tell(new ScanSize(result.BytesScanned, 0, 0));
        using var metered = new MeteredSink(sink, group.Limits.MaxResultBytes, 0);
        run.Rows = (await lease.Worker.RunAsync(command, [], metered, cancellationToken)).Rows;
        await sink.CompleteAsync(cancellationToken);
        run.Succeeded();
        return new QueryOutcome(run.Rows, [], TimeSpan.Zero);
    }

    /// <summary>What can be done without a worker: most of all, to find that an answer is there already.</summary>
    private async Task<PreparedQuery> PrepareAsync(QueryRequest request, ResultFormat format, QueryLimits limits, QueryRun run, CancellationToken cancellationToken)
    {
        var sql = request.Sql;
        if (request is { IsAthena: true, IsTranslated: false })
        {
            // Values become literals of the statement: a version or a pattern is then known where it is translated.
            var translated = await athena.TranslateAsync(sql, request.Database, request is { IsDescription: true, Parameters: null } ? null : ParameterLiterals.Of(request.Parameters), _ => null, request.Principal, cancellationToken);
            if (translated is { Unload: not null } or { Command: not null })
            {
                throw new QueryException(Problem.NotSupported, $"{translated.Subkind} is for Athena's protocol: it writes files or keeps statements, and has no rows to answer with.");
            }

            sql = translated.Sql;
            request = request with { Parameters = null };
        }

        var prepared = new PreparedQuery(request, sql, Min(request.Limit, limits.MaxRows));
        return statements.TryGet(sql, out var statement) ? await ResolveAsync(prepared, statement, format, limits, run, cancellationToken) : prepared;
    }

    private async Task<PreparedQuery> ResolveAsync(PreparedQuery prepared, Statement statement, ResultFormat format, QueryLimits limits, QueryRun run, CancellationToken cancellationToken)
    {
        run.Statement = statement;
        var request = prepared.Request;
        var tables = await resolver.ResolveAsync(statement, request.Parameters, request.Principal, cancellationToken);
        run.Tables = tables;
        if (tables.Sum(table => table.Bytes) is var bytes && bytes > limits.MaxScannedBytes)
        {
            throw new QueryException(Problem.ScanLimit, $"The query would read {bytes} bytes of data files, and the work group {limits.Name} allows {limits.MaxScannedBytes}. A condition on a partition or clustering column leaves files out.");
        }

        request.Admit?.Invoke(tables);
        return prepared with
        {
            Statement = statement,
            Tables = tables,
            CacheKey = statement.IsRepeatable && !request.IsDescription && results.MaxResultBytes > 0 ? ResultCache.KeyOf(prepared.Sql, request.Parameters?.GetRawText() ?? "", format.MediaType, prepared.Limit, tables) : null,
        };
    }

    private async Task RunAsync(PreparedQuery prepared, ResultFormat format, AnswerSink sink, QueryLimits limits, WorkerProcess worker, QueryRun run, CancellationToken cancellationToken)
    {
        if (prepared.Statement is null)
        {
            var statement = await CheckAsync(prepared.Sql, prepared.Request, worker, cancellationToken);
            statements.Add(prepared.Sql, statement);
            prepared = await ResolveAsync(prepared, statement, format, limits, run, cancellationToken);
        }

        var tables = prepared.Tables;
        sink.Tell(ScanSize.Of(tables));
        using var copies = await files.AcquireAsync([.. tables.SelectMany(table => table.Scan.Remote)], cancellationToken);
        var command = new RunCommand(
            prepared.Statement!.Show is { } show ? ShowSql(show) : prepared.Statement.Sql,
            prepared.Request.Parameters,
            prepared.Limit,
            format.MediaType,
            [],
            [.. tables.Select(table => new ScannedTable(table.Table.Database, table.Table.Name, table.DeltaVersion, table.Files, table.Bytes, table.FilesPruned))],
            run.Queued.TotalMilliseconds,
            run.Elapsed.TotalMilliseconds)
        {
            IsDescription = prepared.Request.IsDescription,
            IsRepeatable = prepared.Statement.IsRepeatable,
        };
        try
        {
            using var metered = new MeteredSink(sink, limits.MaxResultBytes, prepared.CacheKey is null ? 0 : results.MaxResultBytes);
            run.Rows = (await worker.RunAsync(command, tables, metered, cancellationToken)).Rows;
            if (prepared.CacheKey is { } key && metered.Copy is { } copy)
            {
                results.Add(new CachedResult(key, copy, run.Rows, DateTimeOffset.UtcNow));
            }
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

    /// <summary>A request on its way to a worker.</summary>
    /// <param name="Request">The request, parameters in place.</param>
    /// <param name="Sql">The statement in the engine's SQL.</param>
    /// <param name="Limit">Most rows, or null.</param>
    private sealed record PreparedQuery(QueryRequest Request, string Sql, long? Limit)
    {
        /// <summary>The checked statement, or null when the text was never seen before.</summary>
        public Statement? Statement { get; init; }

        public IReadOnlyList<PlannedTable> Tables { get; init; } = [];

        /// <summary>What the answer is found by, or null when it is not to be kept.</summary>
        public string? CacheKey { get; init; }
    }
}
