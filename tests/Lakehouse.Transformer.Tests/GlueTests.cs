using System.Text.Json;
using Lakehouse.Pipelines;
using Lakehouse.Transformer.Handover;
using Lakehouse.Transformer.Runs;
using Lakehouse.Transformer.Tests.Emulator;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Work that is handed over to Spark, with the derived state machine on an emulator.</summary>
public sealed class GlueTests
{
    private const string Stage = "p-raw-staged-deltalake";

    private static readonly TableReference Items = new(Zone.Staged, "items");
    private static readonly TransformerOptions Options = new() { Engine = EngineChoice.Auto, GlueThresholdBytes = 100, MemoryMegabytes = 256 };

    [Fact]
    public async Task Heavy_work_is_done_by_the_state_machine_and_followed_to_the_end()
    {
        await using var lake = Create(Options).Items(Load, "('I', 1, 'tea', 6, '00')");
        await using var glue = await StepFunctionsEmulator.StartAsync(lake);
        var release = Path.Combine(lake.Folder, "go");
        await glue.TellAsync(new { job = Stage, table = "items", waits_for = release });

        var run = lake.NewRun(RunTrigger.NewFiles);
        var running = lake.ExecuteAsync(run, glue);
        await UntilAsync(run, () => run.Execution?.RunningStates.Contains("Stage items") == true);
        await lake.PlaySparkAsync();
        await File.WriteAllTextAsync(release, "", TestContext.Current.CancellationToken);
        await running;

        Assert.Equal((RunState.Succeeded, "SUCCEEDED", TableState.Committed, 0L), (run.State, run.Execution!.Status, run[Items].State, run[Items].Version));
        Assert.Equal(TableState.Unchanged, run[new TableReference(Zone.Staged, "sales")].State);
        await lake.RecordAsync(run);
        Assert.Equal([$"glue|{run.Execution.Arn}|succeeded|NULL"], await lake.RowsAsync("ops.runs", "engine, execution, state, error", "kind = 'run'"));

        // Nothing is pending now: the next run is this service's, and starts nothing.
        var next = lake.NewRun(RunTrigger.NewFiles);
        await lake.ExecuteAsync(next, glue);
        Assert.Null(next.Execution);
        Assert.Single(await glue.TellAsync(new { }));
    }

    [Fact]
    public async Task What_is_small_stays_here()
    {
        await using var lake = Create(new TransformerOptions { Engine = EngineChoice.Auto, GlueThresholdBytes = 1 << 20, MemoryMegabytes = 256 }).Items(Load, "('I', 1, 'tea', 6, '00')");

        var run = await lake.RunAsync();

        Assert.Equal((RunState.Succeeded, TableState.Committed, null), (run.State, run[Items].State, run.Execution));
    }

    [Fact]
    public async Task A_failing_job_fails_the_run_and_the_next_execution_waits_unless_somebody_asks()
    {
        await using var lake = Create(Options).Items(Load, "('I', 1, 'tea', 6, '00')");
        await using var glue = await StepFunctionsEmulator.StartAsync(lake);
        await glue.TellAsync(new { job = Stage, table = "items", fails = "StagingError: no file has the key" });

        var run = lake.NewRun(RunTrigger.NewFiles);
        await lake.ExecuteAsync(run, glue);
        Assert.Equal((RunState.Failed, "FAILED"), (run.State, run.Execution!.Status));
        Assert.Contains("no file has the key", run[Items].Reason, StringComparison.Ordinal);

        var early = lake.NewRun(RunTrigger.Retry);
        await lake.ExecuteAsync(early, glue);
        Assert.Contains("the next one is not started before", early[Items].Reason, StringComparison.Ordinal);
        Assert.Single(await glue.TellAsync(new { }));

        await glue.TellAsync(new { job = Stage, table = "items" });
        var asked = lake.NewRun(RunTrigger.Request);
        await lake.ExecuteAsync(asked, glue);
        var names = await glue.TellAsync(new { });
        Assert.Equal(RunState.Succeeded, asked.State);
        Assert.Equal(names[0][..^1] + "1", names[^1]);
    }

    [Fact]
    public async Task Throttling_is_waited_out()
    {
        await using var lake = Create(Options).Items(Load, "('I', 1, 'tea', 6, '00')");
        await using var glue = await StepFunctionsEmulator.StartAsync(lake);
        await glue.TellAsync(new { throttle = 2 });

        var run = lake.NewRun(RunTrigger.NewFiles);
        await lake.ExecuteAsync(run, glue);

        Assert.Null(run[Items].Reason);
        Assert.Equal((RunState.Succeeded, "SUCCEEDED"), (run.State, run.Execution!.Status));
        Assert.Single(await glue.TellAsync(new { }));
    }

    [Fact]
    public async Task A_service_that_starts_anew_finds_the_execution_and_starts_no_second()
    {
        await using var lake = Create(Options).Items(Load, "('I', 1, 'tea', 6, '00')");
        await using var glue = await StepFunctionsEmulator.StartAsync(lake);
        var release = Path.Combine(lake.Folder, "go");
        await glue.TellAsync(new { job = Stage, table = "items", waits_for = release });
        var first = lake.NewRun(RunTrigger.NewFiles);
        using (var stop = new CancellationTokenSource())
        {
            var running = lake.ExecuteUntilStoppedAsync(first, glue, stop.Token);
            await UntilAsync(first, () => first.Execution?.RunningStates.Contains("Stage items") == true);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        lake.Items(Change(1), "('U', 1, 'tea', 7, '01')"); // the work has become another, the execution has not
        var second = lake.NewRun(RunTrigger.Start);
        var followed = lake.ExecuteAsync(second, glue);
        await UntilAsync(second, () => second.Execution?.Runs == true);
        await File.WriteAllTextAsync(release, "", TestContext.Current.CancellationToken);
        await followed;

        Assert.Equal((RunState.Cancelled, RunState.Succeeded, first.Execution!.Arn), (first.State, second.State, second.Execution!.Arn));
        Assert.Single((await glue.TellAsync(new { })).Distinct());
        Assert.NotNull(second.RetryAfter); // what is still pending is the next run's
    }

    [Fact]
    public async Task A_replay_is_handed_over_with_what_it_asks_for()
    {
        await using var lake = Create(Options).Items(Load, "('I', 1, 'tea', 6, '00')");
        await lake.PlaySparkAsync();
        await using var glue = await StepFunctionsEmulator.StartAsync(lake);
        await glue.TellAsync(new { job = Stage, table = "items" });
        var asked = new RunOptions { Tables = [Items], Replay = true, FullRefresh = true };

        foreach (var request in (int[])[1, 2])
        {
            var run = lake.NewRun(RunTrigger.Request, asked);
            await lake.ExecuteAsync(run, glue);
            Assert.Equal((RunState.Succeeded, "SUCCEEDED"), (run.State, run.Execution!.Status));
            Assert.Equal(request, (await glue.TellAsync(new { })).Distinct().Count()); // what an earlier request had done is done again
        }

        Assert.All(await glue.OptionsAsync(), options => Assert.Equal("staged.items|true|true", Flat(options)));

        // What is small is built anew here, as ever.
        var small = lake.NewRun(RunTrigger.Request, new RunOptions { ReplayFrom = new Dictionary<TableReference, long> { [Items] = 0 }, Tables = [Items] });
        await lake.ExecuteAsync(small, glue);
        Assert.Equal((RunState.Succeeded, null), (small.State, small.Execution));

        static string Flat(string json)
        {
            using var options = JsonDocument.Parse(json);
            return $"{options.RootElement.GetProperty("tables")[0]}|{options.RootElement.GetProperty("replay").GetRawText()}|{options.RootElement.GetProperty("fullRefresh").GetRawText()}";
        }
    }

    private static async Task UntilAsync(Run run, Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(ServiceProcess.Patience);
        while (true)
        {
            var changed = run.Changed;
            if (condition())
            {
                return;
            }

            Assert.Null(run.Finished);
            await changed.WaitAsync(patience.Token);
        }
    }
}
