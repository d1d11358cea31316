using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Workers;

/// <summary>The service's side of a worker: starts the process, gives it one command at a time, and kills it when it does not obey.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>A worker that runs no statement starts in a fraction of a second; this is for a machine that is very busy.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long a worker may take to stop: DuckDB looks for an interrupt between blocks of rows, not within one value.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly FrameChannel channel;
    private readonly ProvidedTables provided = new();

    private readonly EngineSettings settings;

    private readonly string[] missing;

    private WorkerProcess(Process process, FrameChannel channel, EngineSettings settings, string[] missing)
    {
        this.missing = missing;
        this.process = process;
        this.channel = channel;
        this.settings = settings;
    }

    /// <summary>The process is gone or not to be trusted: use another one.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>A zone of the lake has come to be that the worker may not read, because it was not there when the worker was confined.</summary>
    public bool IsOutdated => missing.Any(Directory.Exists);

    /// <summary>Starts a worker and waits until it is ready.</summary>
    /// <exception cref="QueryException">It does not start.</exception>
    public static async Task<WorkerProcess> StartAsync(EngineSettings settings, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(StartTimeout);
        var folder = Directory.CreateTempSubdirectory("lakehouse-worker-");
        string[] missing = [.. settings.ReadableFolders.Where(readable => !Directory.Exists(readable))];
        Process? process = null;
        try
        {
            var path = Path.Combine(folder.FullName, "s");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            process = await WorkerCommand.StartAsync(path, settings);
            var accepted = listener.AcceptAsync(late.Token).AsTask();
            if (await Task.WhenAny(accepted, process.WaitForExitAsync(late.Token)) != accepted)
            {
                late.Token.ThrowIfCancellationRequested();
                throw new QueryException(Problem.Internal, $"An engine process ended at its start with exit code {process.ExitCode}; the service's standard error says why.");
            }

            var channel = new FrameChannel(await accepted);
            await channel.WriteAsync(FrameKind.Settings, settings, WorkerJson.Default.EngineSettings);
            if (await channel.ReadAsync(late.Token) is { Kind: not FrameKind.Ready })
            {
                channel.Dispose();
                throw new QueryException(Problem.Internal, "An engine process ended before it was ready; the service's standard error says why.");
            }

            return new WorkerProcess(process, channel, settings, missing);
        }
        catch (Exception failed)
        {
            Kill(process);
            if (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new QueryException(Problem.Internal, $"An engine process was not ready after {StartTimeout.TotalSeconds:0} s.", failed);
            }

            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Checks a text.</summary>
    /// <exception cref="QueryException">It is not one statement that may run.</exception>
    public async Task<Statement> ParseAsync(string sql, CancellationToken cancellationToken)
    {
        await channel.WriteAsync(FrameKind.Parse, sql, WorkerJson.Default.String);
        var statement = await AnswerAsync(null, FrameKind.Parse, cancellationToken);
        return JsonSerializer.Deserialize(statement.Span, WorkerJson.Default.Statement)!;
    }

    /// <summary>Runs a statement over the given table versions and relays its answer.</summary>
    /// <exception cref="QueryException">The statement is refused or fails.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the worker has stopped or is dead.</exception>
    public async Task<RunEnd> RunAsync(RunCommand command, IReadOnlyList<PlannedTable> tables, AnswerSink sink, CancellationToken cancellationToken)
    {
        var news = provided.Missing(tables);
        var provide = new List<ProvidedTable>(news.Count);
        foreach (var (table, hold) in news)
        {
            provide.Add(new ProvidedTable(table.Table.Database, table.Table.Name, await RelationAsync(table, cancellationToken), hold));
            // Until the worker has answered well, it is not known which version it has.
            provided.Forget(table);
        }

        await SendAsync(command with { Provide = provide });
        var end = JsonSerializer.Deserialize((await AnswerAsync(sink, FrameKind.End, cancellationToken)).Span, WorkerJson.Default.RunEnd)!;
        foreach (var (table, hold) in news)
        {
            provided.Add(table, hold);
        }

        // Views of versions that nobody asks for any more go with their worker.
        IsBroken |= end.IsWornOut || provided.IsFull;
        return end;
    }

    public void Dispose()
    {
        Kill(process);
        channel.Dispose();
        process.Dispose();
        TempFolders.Delete(settings.TempFolder);
    }

    private static void Kill(Process? process)
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            process.WaitForExit(StopTimeout);
        }
    }

    private static async Task<string> RelationAsync(PlannedTable table, CancellationToken cancellationToken)
    {
        try
        {
            return await table.RelationAsync(cancellationToken);
        }
        catch (Exception error) when (TableResolver.Explain(table.Table, error) is { } told)
        {
            throw told;
        }
    }

    private async Task SendAsync(RunCommand command)
    {
        try
        {
            await channel.WriteAsync(FrameKind.Run, command, WorkerJson.Default.RunCommand);
        }
        catch (SocketException)
        {
            throw Lost();
        }
    }

    /// <summary>Reads frames until the command's last one.</summary>
    private async Task<ReadOnlyMemory<byte>> AnswerAsync(AnswerSink? sink, FrameKind last, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var (kind, content) = await channel.ReadAsync(cancellationToken);
                switch (kind)
                {
                    case FrameKind.Data:
                        await PassOnAsync(content, sink!, cancellationToken);
                        break;
                    case FrameKind.Error:
                        throw Refused(content);
                    case FrameKind.Closed:
                        throw Lost();
                    case var _ when kind == last:
                        return content;
                }
            }
        }
        catch (Exception interrupted) when (interrupted is not QueryException)
        {
            // Cancelled, or the client does not take the answer: the rest of it must not reach the next query.
            await StopAsync();
            throw;
        }
    }

    private async Task PassOnAsync(ReadOnlyMemory<byte> block, AnswerSink sink, CancellationToken cancellationToken)
    {
        try
        {
            await sink.WriteAsync(block, cancellationToken);
        }
        catch (QueryException)
        {
            // The answer is longer than it may be: what the worker still sends is nobody's.
            await StopAsync();
            throw;
        }
    }

    private async Task StopAsync()
    {
        using var late = new CancellationTokenSource(StopTimeout);
        try
        {
            await channel.WriteAsync(FrameKind.Cancel, ReadOnlyMemory<byte>.Empty);
            FrameKind kind;
            do
            {
                (kind, _) = await channel.ReadAsync(late.Token);
            }
            while (kind == FrameKind.Data);
            IsBroken = kind == FrameKind.Closed;
        }
        catch (Exception stuck) when (stuck is OperationCanceledException or SocketException)
        {
            IsBroken = true;
            Kill(process);
        }
    }

    private QueryException Refused(ReadOnlyMemory<byte> content)
    {
        var error = JsonSerializer.Deserialize(content.Span, WorkerJson.Default.WorkerError)!;
        IsBroken |= error.IsBroken;
        return new QueryException(Problem.Named(error.Problem), error.Message) { Position = error.Position };
    }

    private QueryException Lost()
    {
        IsBroken = true;
        return process.WaitForExit(StopTimeout) && process.ExitCode == MemoryGuard.ExitCode
            ? MemoryGuard.Refusal(settings.MemoryBytes)
            : new QueryException(Problem.EngineLost, "The engine process that ran the query ended: most likely the query needed more memory than it may use. Make it read, group or build less. Other queries are not affected.");
    }
}
