using System.Diagnostics;

namespace MovieLens.Source.Tests;

/// <summary>Watches, from another connection, how far a COPY is.</summary>
internal static class CopyProgress
{
    /// <summary>How long a test waits for what must come: long enough for a machine that does much else.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static Task WaitAsync(TestDatabase database, string table, long rows) =>
        // The copied table is not visible yet, so it is told apart by its statement.
        WaitUntilAsync(() => database.ScalarAsync<bool>(
            $"SELECT EXISTS (SELECT FROM pg_stat_progress_copy p JOIN pg_stat_activity a USING (pid) WHERE p.datname = current_database() AND a.query LIKE 'COPY public.{table} %' AND p.tuples_processed >= {rows})"));

    public static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"It did not happen within {Patience}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
