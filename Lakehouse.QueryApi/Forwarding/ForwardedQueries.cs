using System.Text.Json;
using Amazon.Athena;
using Amazon.Athena.Model;
using Lakehouse.QueryApi.Files;
using Lakehouse.QueryApi.Http;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Forwarding;

/// <summary>Runs a request's statement on Amazon Athena: starts it, waits for its end, fetches its rows. Who leaves stops their query there, too.</summary>
internal sealed class ForwardedQueries(IAmazonAthena athena, ForwardingOptions options, FileCache files)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private int active;

    /// <summary>Runs the statement.</summary>
    /// <exception cref="QueryException">Athena refuses it, or it fails there.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped.</exception>
    public async Task<ForwardedResult> RunAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref active) > options.Concurrency)
            {
                throw new QueryException(Problem.TooManyQueries, $"{options.Concurrency} queries run on Athena already. Try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };
            }

            return await RunCountedAsync(request, cancellationToken);
        }
        catch (Exception error) when (ForwardedErrors.Translate(error) is { } told)
        {
            throw told;
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }

    /// <summary>Learns the columns of the statement and its parameters: a result without rows.</summary>
    /// <exception cref="QueryException">Athena refuses it, or it has no columns.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was stopped.</exception>
    public async Task<ForwardedResult> DescribeAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var probe = StatementProbe.Of(request.Sql);
        return await RunAsync(request with { Sql = probe.Sql, Parameters = request.Parameters ?? probe.Values }, cancellationToken) with { Parameters = probe.Parameters.Count };
    }

    private async Task<ForwardedResult> RunCountedAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var started = await athena.StartQueryExecutionAsync(
            new StartQueryExecutionRequest
            {
                QueryString = request.Sql,
                // One request starts one query, also when its answer is lost and the SDK asks again.
                ClientRequestToken = Guid.NewGuid().ToString("N"),
                ExecutionParameters = Parameters(request.Parameters),
                QueryExecutionContext = new QueryExecutionContext { Database = request.Database ?? options.Database },
                ResultConfiguration = options.OutputLocation is null ? null : new ResultConfiguration { OutputLocation = options.OutputLocation },
                WorkGroup = request.WorkGroup ?? options.WorkGroup,
            },
            cancellationToken);
        var id = started.QueryExecutionId!;
        try
        {
            return await FetchAsync(await WaitAsync(id, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await StopAsync(id);
            throw;
        }
    }

    private async Task<QueryExecution> WaitAsync(string id, CancellationToken cancellationToken)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            var execution = (await athena.GetQueryExecutionAsync(new GetQueryExecutionRequest { QueryExecutionId = id }, cancellationToken)).QueryExecution!;
            if (execution.Status?.State == QueryExecutionState.SUCCEEDED)
            {
                return execution;
            }

            if (execution.Status?.State == QueryExecutionState.FAILED || execution.Status?.State == QueryExecutionState.CANCELLED)
            {
                throw ForwardedErrors.Of(execution);
            }

            await Task.Delay(wait, cancellationToken);
        }
    }

    private async Task StopAsync(string id)
    {
        using var late = new CancellationTokenSource(StopTimeout);
        try
        {
            await athena.StopQueryExecutionAsync(new StopQueryExecutionRequest { QueryExecutionId = id }, late.Token);
        }
        catch (Exception unanswered) when (unanswered is OperationCanceledException || ForwardedErrors.Translate(unanswered) is not null)
        {
            // The query ends by its work group's own limit; its client has left already.
            System.Diagnostics.Trace.TraceWarning($"The query {id} could not be stopped in Athena: {unanswered.Message}");
        }
    }

    /// <summary>A short result comes whole with its columns; a long one is the CSV file that Athena has written, or comes page by page where it wrote none.</summary>
    private async Task<ForwardedResult> FetchAsync(QueryExecution execution, CancellationToken cancellationToken)
    {
        var id = execution.QueryExecutionId!;
        var page = await PageAsync(id, null, cancellationToken);
        Directory.CreateDirectory(files.Folder);
        var isQuery = execution.StatementType is null || execution.StatementType == StatementType.DML;
        var result = new ForwardedResult(
            Path.Combine(files.Folder, $"athena-{Guid.NewGuid():N}.csv"),
            HasHeader: isQuery,
            page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [],
            id,
            execution.Statistics?.DataScannedInBytes ?? 0);
        try
        {
            if (page.NextToken is not null && isQuery && execution.ResultConfiguration?.OutputLocation is { } location && location.StartsWith("s3://", StringComparison.Ordinal))
            {
                await DownloadAsync(location, result.Path, cancellationToken);
            }
            else
            {
                await PagesAsync(id, page, result.Path, cancellationToken);
            }

            return result;
        }
        catch (Exception failed)
        {
            result.Dispose();
            throw failed is IOException ? new QueryException(Problem.AthenaUnavailable, $"The result of the query {id} cannot be fetched: {failed.Message}", failed) : failed;
        }
    }

    private async Task<GetQueryResultsResponse> PageAsync(string id, string? token, CancellationToken cancellationToken) =>
        await athena.GetQueryResultsAsync(new GetQueryResultsRequest { QueryExecutionId = id, NextToken = token, MaxResults = 1_000 }, cancellationToken);

    private static async Task DownloadAsync(string location, string path, CancellationToken cancellationToken)
    {
        var slash = location.LastIndexOf('/');
        await using var source = await ObjectStores.Open(new Uri(location[..(slash + 1)])).OpenReadAsync(location[(slash + 1)..], cancellationToken);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 128 * 1024, FileOptions.Asynchronous);
        await source.CopyToAsync(target, 1 << 20, cancellationToken);
    }

    private async Task PagesAsync(string id, GetQueryResultsResponse page, string path, CancellationToken cancellationToken)
    {
        await using var target = new StreamWriter(path, append: false, new System.Text.UTF8Encoding(false), 128 * 1024);
        while (true)
        {
            foreach (var row in page.ResultSet?.Rows ?? [])
            {
                await target.WriteLineAsync(string.Join(',', (row.Data ?? []).Select(datum => datum.VarCharValue is { } text ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : "")).AsMemory(), cancellationToken);
            }

            if (page.NextToken is not { } next)
            {
                return;
            }

            page = await PageAsync(id, next, cancellationToken);
        }
    }

    /// <summary>Athena takes values as SQL literals.</summary>
    private static List<string>? Parameters(JsonElement? parameters) => parameters switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() == 0 ? null : [.. list.EnumerateArray().Select(Literal)],
        _ => throw new QueryException(Problem.InvalidParameters, "Athena's SQL has parameters by place only: give \"parameters\" as an array."),
    };

    private static string Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String => $"'{value.GetString()!.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => throw new QueryException(Problem.InvalidParameters, $"A parameter is a JSON {value.ValueKind.ToString().ToLowerInvariant()}; a parameter is null, true, false, a number or a string."),
    };
}
