using Lakehouse.Delta.Engine;

namespace Lakehouse.Delta.Writer;

/// <summary>Compacts small files and deletes what nobody needs, again and again.</summary>
internal static class Caretaker
{
    /// <summary>Longer than any write of the test takes from its first file to its commit.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(DeltaTable table, DuckDbEngine engine)
    {
        var ended = Task.Run(() => Console.In.ReadToEnd());
        Console.WriteLine("AT 0");
        for (var number = 1; !ended.IsCompleted; number++)
        {
            try
            {
                await table.OptimizeAsync(engine, 1 << 20, CancellationToken.None);
                await table.VacuumAsync(new VacuumOptions { Retention = Retention, AllowShortRetention = true }, CancellationToken.None);
                Console.WriteLine($"DONE {number}");
            }
            catch (ConcurrentModificationException busy)
            {
                // Writers come first: what it wanted to compact was changed meanwhile.
                Console.WriteLine($"LOST {busy.GetType().Name}");
            }

            await Task.WhenAny(ended, Task.Delay(100));
        }
    }
}
