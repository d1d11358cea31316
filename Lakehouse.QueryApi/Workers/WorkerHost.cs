using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Workers;

/// <summary>The worker's side: one engine in a process of its own, which takes one command at a time from the service.</summary>
internal sealed class WorkerHost : IDisposable
{
    /// <summary>First argument of a process that is to be a worker.</summary>
    public const string Argument = "engine-worker";

    private readonly FrameChannel channel;
    private readonly QueryEngine engine;
    private readonly MemoryGuard guard;
    private CancellationTokenSource? running;

    private WorkerHost(FrameChannel channel, QueryEngine engine, MemoryGuard guard)
    {
        this.channel = channel;
        this.engine = engine;
        this.guard = guard;
    }

    /// <summary>Serves the service that listens at <paramref name="socketPath"/> until it closes the connection.</summary>
    public static async Task<int> RunAsync(string socketPath)
    {
        // Ctrl+C goes to the whole process group; the service decides when its workers end.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath));
        using var channel = new FrameChannel(socket);
        var (_, content) = await channel.ReadAsync(CancellationToken.None);
        var settings = JsonSerializer.Deserialize(content.Span, WorkerJson.Default.EngineSettings)!;
        using var engine = new QueryEngine(settings);
        WorkerLimits.Apply(settings.MemoryBytes);
        await channel.WriteAsync(FrameKind.Ready, ReadOnlyMemory<byte>.Empty);
        using var guard = new MemoryGuard(settings.MemoryBytes);
        using var host = new WorkerHost(channel, engine, guard);
        await host.ServeAsync();

        // The service is gone, perhaps in the middle of a query: nothing is left to finish or to tidy up.
        Process.GetCurrentProcess().Kill();
        return 0;
    }

    public void Dispose() => running?.Dispose();

    private async Task ServeAsync()
    {
        while (await channel.ReadAsync(CancellationToken.None) is { Kind: not FrameKind.Closed } frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Parse:
                    var sql = JsonSerializer.Deserialize(frame.Content.Span, WorkerJson.Default.String)!;
                    Begin(_ => ParseAsync(sql));
                    break;
                case FrameKind.Run:
                    var command = JsonSerializer.Deserialize(frame.Content.Span, WorkerJson.Default.RunCommand)!;
                    Begin(cancellationToken => ExecuteAsync(command, cancellationToken));
                    break;
                case FrameKind.Cancel when running is { } active:
                    await active.CancelAsync();
                    break;
            }
        }
    }

    /// <summary>Works beside the loop that reads, which must stay free to hear of a cancellation.</summary>
    private void Begin(Func<CancellationToken, Task> work)
    {
        running?.Dispose();
        running = new CancellationTokenSource();
        var cancellationToken = running.Token;
        guard.Begin();
        _ = Task.Run(() => AnswerAsync(work, cancellationToken), CancellationToken.None);
    }

    private async Task AnswerAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        WorkerError error;
        try
        {
            await work(cancellationToken);
            return;
        }
        catch (EngineException failed)
        {
            var told = EngineProblems.Translate(failed);
            // What a process that ran out of memory still holds on to would be missing for the next query.
            error = new WorkerError(told.Problem.Slug, told.Message, told.Position, failed.IsFatal || failed.IsOutOfMemory);
        }
        catch (QueryException refused)
        {
            error = new WorkerError(refused.Problem.Slug, refused.Message, refused.Position, false);
        }
        catch (OperationCanceledException)
        {
            error = new WorkerError(Problem.TimeLimit.Slug, "Stopped.", null, false);
        }
        catch (OutOfMemoryException)
        {
            error = new WorkerError(Problem.OutOfMemory.Slug, "The query needs more memory than one query may use. Make it shorter, or make it read, group or sort less.", null, true);
        }
        catch (Exception unexpected)
        {
            error = new WorkerError(Problem.Internal.Slug, $"{unexpected.GetType().Name}: {unexpected.Message}", null, true);
        }
        finally
        {
            guard.End();
        }

        await channel.WriteAsync(FrameKind.Error, error with { IsBroken = error.IsBroken || guard.IsNearlyUsedUp }, WorkerJson.Default.WorkerError);
    }

    private async Task ParseAsync(string sql) =>
        await channel.WriteAsync(FrameKind.Parse, StatementParser.Parse(sql, engine.Serialize), WorkerJson.Default.Statement);

    private async Task ExecuteAsync(RunCommand command, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var table in command.Provide)
        {
            engine.Provide(table);
        }

        using var target = new BlockBuffer(block => channel.WriteAsync(FrameKind.Data, block));
        if (command.IsDescription)
        {
            engine.Describe(command.Sql, new StatementParameters(command.Parameters), cancellationToken).WriteTo(new BlockStream(target));
            await target.FlushAsync();
            await channel.WriteAsync(FrameKind.End, new RunEnd(0, false), WorkerJson.Default.RunEnd);
            return;
        }

        using var writer = ResultFormat.Named(command.MediaType).Create();
        var result = engine.Execute(command.Sql, new StatementParameters(command.Parameters), command.Tables, command.IsRepeatable, cancellationToken);
        RunEnd end;
        try
        {
            end = await WriteRowsAsync(result, command.Limit, writer, target);
            writer.End(new ResultSummary(end.Rows, end.Truncated, command.QueuedMilliseconds, command.ElapsedMilliseconds + Stopwatch.GetElapsedTime(start).TotalMilliseconds, command.Tables));
        }
        finally
        {
            result.Dispose();
            if (!result.AtEnd)
            {
                engine.Abandon();
            }
        }

        await target.FlushAsync();
        await channel.WriteAsync(FrameKind.End, end with { IsWornOut = guard.IsNearlyUsedUp }, WorkerJson.Default.RunEnd);
    }

    private static async Task<RunEnd> WriteRowsAsync(ResultStream result, long? limit, ResultWriter writer, BlockBuffer target)
    {
        writer.Begin(target, result);
        var rows = 0L;
        while (result.NextChunk() is > 0 and var count)
        {
            var wanted = (int)Math.Min(count, (limit ?? long.MaxValue) - rows);
            for (var row = 0; row < wanted;)
            {
                row = writer.Write(row, wanted);
                if (target.IsFull)
                {
                    await target.FlushAsync();
                }
            }

            rows += wanted;
            if (wanted < count)
            {
                return new RunEnd(rows, true);
            }
        }

        return new RunEnd(rows, false);
    }
}
