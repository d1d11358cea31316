using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Maintaining;

/// <summary>Each long operation tells how far it is, and may be stopped at each such moment.</summary>
public class ReportingProgress
{
    /// <summary>Name of the operation → its steps, in order.</summary>
    public static TheoryData<string, string[]> Operations { get; } = new()
    {
        { "optimize", ["writing files anew"] },
        { "z-order", ["writing files anew"] },
        { "purge", ["writing files anew"] },
        { "vacuum", ["listing files", "deleting files"] },
        { "restore", ["looking for files"] },
        { "checkpoint", ["writing the checkpoint"] },
        { "verify", ["reading the log", "listing files", "looking for files", "reading files"] },
        { "convert", ["listing files", "reading footers"] },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Steps_count_up_to_their_totals(string operation, string[] steps)
    {
        await using var t = await CreateAsync(operation);
        var reports = new List<OperationProgress>();

        await RunAsync(t, operation, new Listener(reports.Add), Cancellation);

        Assert.Equal(steps, reports.Select(report => report.Step).Distinct());
        foreach (var step in reports.GroupBy(report => report.Step))
        {
            Assert.Equal(0, step.First().Done);
            Assert.Equal(step.OrderBy(report => report.Done).ThenBy(report => report.Bytes), step);
            var last = step.Last();
            Assert.True(last.Done > 0, last.ToString());
            Assert.Equal((last.Total ?? last.Done, last.TotalBytes ?? last.Bytes), (last.Done, last.Bytes));
            Assert.Equal(last.Total is null ? null : 1.0, last.Fraction);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_that_is_stopped_leaves_the_table_whole(string operation, string[] steps)
    {
        foreach (var step in steps)
        {
            await using var t = await CreateAsync(operation);
            var before = operation == "convert" ? [] : await t.RowsAsync();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(t, operation, new Listener(report => StopAt(report, step, stop)), stop.Token));

            if (operation == "convert")
            {
                Assert.False(await t.Table.ExistsAsync(Cancellation));
                continue;
            }

            var again = DeltaTable.At(t.Table.Location);
            Assert.Equal(3, (await again.GetSnapshotAsync(Cancellation)).Version);
            Assert.Equal(before, await t.RowsAsync());
            var findings = new List<VerificationFinding>();
            await again.VerifyAsync(new VerificationOptions(), findings.Add, Cancellation);
            Assert.Empty(findings);
        }
    }

    private static void StopAt(OperationProgress report, string step, CancellationTokenSource stop)
    {
        if (report.Step == step)
        {
            stop.Cancel();
        }
    }

    private static Task RunAsync(TemporaryTable t, string operation, IProgress<OperationProgress> progress, CancellationToken cancellationToken) => operation switch
    {
        "optimize" => t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { Progress = progress }, cancellationToken),
        "z-order" => t.Table.OptimizeAsync(t.Engine, new OptimizeOptions { ZOrderBy = ["id"], Progress = progress }, cancellationToken),
        "purge" => t.Table.PurgeAsync(t.Engine, new OptimizeOptions { Progress = progress }, cancellationToken),
        "vacuum" => t.Table.VacuumAsync(new VacuumOptions { Retention = TimeSpan.Zero, AllowShortRetention = true, Progress = progress }, cancellationToken),
        "restore" => t.Table.RestoreAsync(1, cancellationToken, progress),
        "checkpoint" => t.Table.CheckpointAsync(cancellationToken, progress),
        "verify" => t.Table.VerifyAsync(new VerificationOptions { Progress = progress }, _ => { }, cancellationToken),
        _ => t.Table.ConvertAsync(new ConvertOptions { Progress = progress }, cancellationToken),
    };

    /// <summary>A table of three commits with rows and one that deletes some; or, to be converted, its data files alone.</summary>
    private static async Task<TemporaryTable> CreateAsync(string operation)
    {
        var t = new TemporaryTable();
        var vectors = new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = "true" } };
        for (var part = 0; part < 3; part++)
        {
            await t.AppendAsync($"SELECT i::INTEGER AS id FROM range({part * 100}, {(part + 1) * 100}) r(i)", vectors);
        }

        if (operation == "convert")
        {
            Directory.Delete(Path.Combine(t.Folder, "_delta_log"), recursive: true);
            return t;
        }

        await t.DeleteAsync(operation is "vacuum" or "restore" ? "id < 100" : "id % 2 = 0");
        return t;
    }

    private sealed class Listener(Action<OperationProgress> take) : IProgress<OperationProgress>
    {
        public void Report(OperationProgress value) => take(value);
    }
}
