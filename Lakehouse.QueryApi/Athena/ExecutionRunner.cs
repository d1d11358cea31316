using System.Collections.Concurrent;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;
using Expression = Lakehouse.QueryApi.Trino.Syntax.Expression;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Starts, runs and stops executions.</summary>
internal sealed class ExecutionRunner(QueryService queries, QueryOptions limits, AthenaTranslator translator, AthenaStore store, ExecutionHistory history, AthenaOptions options, ILogger<ExecutionRunner> log) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim workers = new(limits.Concurrency, limits.Concurrency);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, Task> tasks = new(StringComparer.Ordinal);

    /// <summary>Takes an execution on; it runs beside.</summary>
    /// <exception cref="AthenaException">The statement is malformed, the work group unknown or too much is running.</exception>
    public async Task<Execution> StartAsync(Execution execution, Principal principal, CancellationToken cancellationToken)
    {
        execution = Classified(execution, AthenaStatement.KindOf(Check(execution)));
        if (history.Active >= options.MaxQueued)
        {
            throw AthenaException.TooMany($"You have exceeded the limit for the number of queries you can run concurrently ({options.MaxQueued}). Please reduce the number of concurrent queries submitted by this account.");
        }

        var prepared = (await store.GetAsync(cancellationToken)).PreparedStatements.Where(statement => statement.WorkGroup == execution.WorkGroup && ((ISaved)statement).IsOpenTo(principal)).ToArray();
        var group = await store.WorkGroupAsync(execution.WorkGroup, cancellationToken);
        var added = history.Add(execution);
        if (added.Id == execution.Id)
        {
            var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            running[execution.Id] = cancellation;
            tasks[execution.Id] = Task.Run(() => RunAsync(execution, principal, group, prepared, cancellation.Token), CancellationToken.None);
        }

        return added;
    }

    /// <summary>Stops an execution; one that is over stays as it is.</summary>
    public async Task StopAsync(string id, CancellationToken cancellationToken)
    {
        _ = await history.GetAsync(id, cancellationToken);
        await EndAsync(id, execution => execution with { State = ExecutionState.CANCELLED, Reason = "Query cancelled by user" });
        if (running.TryGetValue(id, out var cancellation))
        {
            await cancellation.CancelAsync();
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await history.LoadAsync(cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            log.LogWarning("Earlier executions of Athena's API cannot be read: {Reason}", unreadable.Message);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(tasks.Values).WaitAsync(TimeSpan.FromSeconds(10), cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public void Dispose()
    {
        stopping.Dispose();
        workers.Dispose();
    }

    /// <summary>A statement that the parser does not take is refused at once, as Athena does.</summary>
    private static SqlStatement Check(Execution execution)
    {
        try
        {
            return TrinoParser.ParseStatement(execution.Query);
        }
        catch (QueryException error) when (error.Problem == Problem.Syntax)
        {
            throw AthenaException.Invalid(Located(error, execution.Query), "MALFORMED_QUERY");
        }
        catch (QueryException error)
        {
            throw AthenaException.Invalid(error.Message, "MALFORMED_QUERY");
        }
    }

    /// <summary>The kind of the statement tells where its result is: rows in <c>id.csv</c>, lists in <c>id.txt</c>, of UNLOAD nothing but what begins with <c>id</c>.</summary>
    private static Execution Classified(Execution execution, (string Kind, string Subkind) statement) => execution with
    {
        StatementType = statement.Kind,
        SubstatementType = statement.Subkind,
        OutputLocation = $"{Prefix(execution.OutputLocation)}/{execution.Id}{(statement.Subkind == "UNLOAD" ? "" : statement.Kind == "DML" ? ".csv" : ".txt")}",
    };

    /// <summary>An execution parameter is a literal or another constant expression in SQL: <c>5</c>, <c>'x'</c>, <c>DATE '2024-01-01'</c>.</summary>
    private static Expression Parameter(string text)
    {
        try
        {
            return TrinoParser.ParseExpression(text) is var value && (value is Name || Tokenizer.Tokenize(text).Any(token => token.Is("?"))) ? new Literal(0, LiteralKind.Text, text) : value;
        }
        catch (QueryException)
        {
            // pyathena and the console quote texts; what cannot be read as SQL is meant as one.
            return new Literal(0, LiteralKind.Text, text);
        }
    }

    private async Task RunAsync(Execution execution, Principal principal, WorkGroup group, PreparedStatement[] prepared, CancellationToken cancellationToken)
    {
        var isFree = false;
        try
        {
            await workers.WaitAsync(cancellationToken);
            isFree = true;
            if (!history.TryChange(execution.Id, current => current with { State = ExecutionState.RUNNING, Started = DateTimeOffset.UtcNow }, out _))
            {
                return;
            }

            await RunStatementAsync(execution, principal, group, prepared, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndAsync(execution.Id, current => current with { State = ExecutionState.CANCELLED, Reason = stopping.IsCancellationRequested ? "The service was stopped" : "Query cancelled by user" });
        }
        catch (CutoffException cutoff)
        {
            await EndAsync(execution.Id, current => current with { State = ExecutionState.CANCELLED, Reason = cutoff.Message, BytesScanned = cutoff.Bytes });
        }
        catch (QueryException error)
        {
            var (reason, category, retryable) = ExecutionErrors.Describe(error, execution.Query);
            await EndAsync(execution.Id, current => current with { State = ExecutionState.FAILED, Reason = reason, ErrorCategory = category, IsRetryable = retryable });
        }
        catch (Exception error)
        {
            log.LogError("Execution {Id} failed: {Failure}", execution.Id, Fault.Describe(error));
            await EndAsync(execution.Id, current => current with { State = ExecutionState.FAILED, Reason = $"INTERNAL_ERROR: {error.GetType().Name}", ErrorCategory = 1, IsRetryable = true });
        }
        finally
        {
            if (isFree)
            {
                workers.Release();
            }

            if (running.TryRemove(execution.Id, out var cancellation))
            {
                cancellation.Dispose();
            }

            tasks.TryRemove(execution.Id, out _);
        }
    }

    private async Task RunStatementAsync(Execution execution, Principal principal, WorkGroup group, PreparedStatement[] prepared, CancellationToken cancellationToken)
    {
        var parameters = execution.Parameters.Count == 0 ? null : execution.Parameters.Select(Parameter).ToArray();
        var statement = await translator.TranslateAsync(execution.Query, execution.Database, parameters ?? [], name => prepared.FirstOrDefault(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Sql, principal, cancellationToken);
        // Only now is it known what an EXECUTE does.
        history.TryChange(execution.Id, current => Classified(current, (statement.Kind, statement.Subkind)), out _);
        var isTabbed = statement.Kind != "DML";
        var location = ResultLocation.Of(options, Prefix(execution.OutputLocation), $"{execution.Id}{(isTabbed ? ".txt" : ".csv")}");
        if (statement.Command is { } command)
        {
            await new PreparedStatements(store).RunAsync(command, execution.WorkGroup, principal, cancellationToken);
            await location.Store.PutAsync(location.Path, Array.Empty<byte>(), cancellationToken);
            await ResultMetadataFile.WriteAsync(location, execution.Id, [], cancellationToken);
            await EndAsync(execution.Id, current => current with { State = ExecutionState.SUCCEEDED });
            return;
        }

        var request = new QueryRequest(statement.Sql, null, null, limits.MaxTimeout, IsAthena: true)
        {
            IsTranslated = true,
            WorkGroup = execution.WorkGroup,
            Principal = principal,
            Admit = tables => CutoffException.Check(group, tables.Sum(table => table.Bytes)),
        };
        if (statement.Unload is { } unload)
        {
            await UnloadAsync(execution, unload, request, cancellationToken);
            return;
        }

        using var file = new ResultFile(location, isTabbed);
        var outcome = await queries.RunAsync(request, ResultFormat.Athena, file, cancellationToken);
        await ResultMetadataFile.WriteAsync(location, execution.Id, file.Columns, cancellationToken);
        await EndAsync(execution.Id, current => Succeeded(current, outcome) with { ResultBytes = file.Length, Columns = file.Columns });
    }

    /// <summary>Writes a query's rows to a folder of the client's choice, and the files' addresses to the manifest.</summary>
    private async Task UnloadAsync(Execution execution, Unload unload, QueryRequest request, CancellationToken cancellationToken)
    {
        var plan = UnloadPlan.Read(unload);
        var manifest = Locate(Prefix(execution.OutputLocation), $"{execution.Id}-manifest.csv");
        var files = new List<UnloadFile>();
        async Task<UnloadFile> OpenAsync(string folder, CancellationToken stop)
        {
            var file = await UnloadFile.CreateAsync(Locate($"{unload.Location.TrimEnd('/')}/{folder}", $"{execution.Id}.{plan.Extension}"), plan.IsGzipped, stop);
            files.Add(file);
            return file;
        }

        using AnswerSink sink = plan.IsPartitioned ? new PartitionedUnload(OpenAsync) : await OpenAsync("", cancellationToken);
        var outcome = await queries.RunAsync(request, plan.Format, sink, cancellationToken);
        await manifest.Store.PutAsync(manifest.Path, System.Text.Encoding.UTF8.GetBytes(string.Concat(files.Select(file => file.Told + "\n"))), cancellationToken);
        await EndAsync(execution.Id, current => Succeeded(current, outcome) with { ResultBytes = files.Sum(file => file.Length), ManifestLocation = manifest.Told });
    }

    private ResultLocation Locate(string location, string file)
    {
        try
        {
            return ResultLocation.Of(options, location, file);
        }
        catch (AthenaException malformed)
        {
            throw new QueryException(Problem.InvalidStatement, malformed.Message, malformed);
        }
    }

    private static Execution Succeeded(Execution execution, QueryOutcome outcome) => execution with
    {
        State = ExecutionState.SUCCEEDED,
        BytesScanned = outcome.Tables.Sum(table => table.Bytes),
        FilesScanned = outcome.Tables.Sum(table => table.Files),
        FilesPruned = outcome.Tables.Sum(table => table.FilesPruned),
        InputRows = outcome.Tables.Sum(table => table.Rows ?? 0),
        Rows = outcome.Rows,
    };

    /// <summary>The location without the file's name, which only the kind of the statement completes.</summary>
    private static string Prefix(string location) => location[..location.LastIndexOf('/')];

    private async Task EndAsync(string id, Func<Execution, Execution> change)
    {
        if (history.TryChange(id, current => change(current) with { Completed = DateTimeOffset.UtcNow }, out var over))
        {
            try
            {
                await history.SaveAsync(over, CancellationToken.None);
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                log.LogWarning("Execution {Id} cannot be kept: {Reason}", id, unwritable.Message);
            }
        }
    }

    private static string Located(QueryException error, string sql)
    {
        var position = Sql.TextPosition.Of(sql, error.Position ?? 0);
        return $"line {position.Line}:{position.Column}: {error.Message}";
    }
}
