using System.Collections.Concurrent;
using Lakehouse.Ingestor.Copying;
using Lakehouse.Ingestor.Source;
using Npgsql;

namespace Lakehouse.Ingestor.Loading;

/// <summary>Loads tables side by side, each in ranges, all in one snapshot.</summary>
internal sealed class FullLoad(LoadContext context, ILogger logger)
{
    /// <summary>Loads the tables. One that fails is set aside and does not stop the others.</summary>
    /// <exception cref="NpgsqlException">The connection was lost.</exception>
    /// <exception cref="InvalidOperationException">The tables' locks were lost.</exception>
    public async Task RunAsync(IReadOnlyList<TablePlan> plans, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.Snapshot.Lost);
        var work = new ConcurrentQueue<TableWork>(plans
            .OrderByDescending(plan => plan.Table.Storage.Sum(relation => relation.Bytes))
            .SelectMany(WorkOf));
        var loads = work.Select(item => item.Load).Distinct().ToArray();
        var reporting = new ProgressLog(context.Progress, logger).RunAsync(stop.Token);
        try
        {
            var workers = Enumerable.Range(0, Math.Min(context.Options.Parallelism, work.Count)).Select(_ => Task.Run(() => WorkAsync(work, stop), CancellationToken.None));
            await Task.WhenAll(workers);
        }
        catch (OperationCanceledException) when (context.Snapshot.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The session at {context.Server.Description} that holds the load's table locks and snapshot has ended (terminated, or the server stops). Tables that are not complete are loaded anew.");
        }
        finally
        {
            await stop.CancelAsync();
            await reporting;
            Array.ForEach(loads, load => load.Dispose());
        }
    }

    private IEnumerable<TableWork> WorkOf(TablePlan plan)
    {
        var begin = new LoadOnce(context, plan);
        return plan.Ranges.Count > 0 ? plan.Ranges.Select(range => new TableWork(begin, range)) : [new TableWork(begin, null)];
    }

    private async Task WorkAsync(ConcurrentQueue<TableWork> work, CancellationTokenSource stop)
    {
        NpgsqlConnection? session = null;
        try
        {
            while (!stop.IsCancellationRequested && work.TryDequeue(out var item))
            {
                var load = await item.Load.GetAsync(stop.Token);
                if (load.Failed)
                {
                    continue;
                }

                session ??= await context.Snapshot.OpenSessionAsync(context.Server, stop.Token);
                if (!await ReadAsync(load, item.Range, session, stop.Token))
                {
                    await session.DisposeAsync();
                    session = null;
                }
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
    }

    /// <returns>False when the table was set aside; the session's transaction is then of no more use.</returns>
    private async Task<bool> ReadAsync(TableLoad load, RangeRest? range, NpgsqlConnection session, CancellationToken cancellationToken)
    {
        try
        {
            if (range is not null)
            {
                await using var rows = await session.BeginRawBinaryCopyAsync(CopyCommand.For(load.Table.Columns, range.Range, range.Skip), cancellationToken);
                await load.ReadAsync(rows, range, cancellationToken);
            }

            if (await load.RangeDoneAsync(cancellationToken))
            {
                var report = context.Progress.Of(load.Table.Name).Report();
                logger.LogInformation("{Table}: loaded, {Rows:N0} rows in {Files} files, {Seconds:0.0} s", load.Table.Name, report.Rows, report.Files.Count, report.ElapsedSeconds);
            }

            return true;
        }
        catch (Exception error) when (error is PostgresException or InvalidDataException or FormatException or OverflowException && !SourceErrors.IsConnection(error))
        {
            var reason = SourceErrors.Explain(error, context.Server.Description);
            logger.LogError("{Table}: set aside: {Reason}", load.Table.Name, reason);
            await load.FailAsync(reason, cancellationToken);
            return false;
        }
    }
}
