using System.Globalization;
using Lakehouse.Delta.Engine;
using Lakehouse.Delta.Writer;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Chaos;

/// <summary>
/// Several processes append to, merge into, delete from, optimise and vacuum one table at once, and are killed again and again. Afterwards
/// every step is in the table once, and every version has exactly the steps that it says it has.
/// </summary>
/// <remarks><c>CHAOS_STEPS</c> and <c>CHAOS_KILLS</c> make it longer, <c>CHAOS_SEED</c> repeats a run's steps and kills.</remarks>
public class WritersThatAreKilled
{
    private const int Writers = 3;

    private static readonly int Steps = Setting("CHAOS_STEPS", 20);

    private static readonly int Kills = Setting("CHAOS_KILLS", 6);

    private readonly int seed = Setting("CHAOS_SEED", Random.Shared.Next());

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Every_step_of_every_writer_is_in_the_table_once(string deletionVectors)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"CHAOS_SEED={seed} CHAOS_STEPS={Steps}");
        await using var t = new TemporaryTable();
        var properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = deletionVectors, ["delta.checkpointInterval"] = "7" };
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer), new StructField("v", PrimitiveType.Integer)]), new WriteOptions { Properties = properties }, Cancellation);

        await RunAsync(t.Table.Location, new Dictionary<string, string>());

        await CheckAsync(t, (await t.Table.GetSnapshotAsync(Cancellation)).Version, whole: true);
        var random = new Random(seed);
        var last = (await t.Table.GetSnapshotAsync(Cancellation)).Version;
        for (var i = 0; i < 12; i++)
        {
            await CheckAsync(t, random.NextInt64(last + 1), whole: false);
        }
    }

    /// <summary>Lets the processes work and kills one of them now and then until all writers are done.</summary>
    private async Task RunAsync(Uri location, IReadOnlyDictionary<string, string> environment)
    {
        var random = new Random(seed);
        var writers = Enumerable.Range(1, Writers)
            .Select(writer => new ChildWriter(["write", location.AbsoluteUri, Text(seed), Text(writer), Text(Steps)], environment)).ToList();
        var caretaker = new ChildWriter(["care", location.AbsoluteUri], environment);
        List<ChildWriter> all = [.. writers, caretaker];
        var kills = 0;
        try
        {
            all.ForEach(child => child.Start());
            while (writers.Any(writer => !writer.HasEnded))
            {
                var victim = all[random.Next(all.Count)];
                await victim.AtWorkAsync();
                await Task.Delay(random.Next(kills < Kills ? 400 : 2000), Cancellation);
                if (!victim.HasEnded && kills++ < Kills)
                {
                    await victim.KillAndRestartAsync();
                }

                NoFaults();
            }

            await caretaker.EndAsync();
            NoFaults();
            Assert.All(writers, writer => Assert.Equal(Steps, writer.Acknowledged));
        }
        finally
        {
            foreach (var child in all)
            {
                await child.DisposeAsync();
            }
        }

        void NoFaults() => Assert.True(all.All(child => child.Faults.Count == 0), string.Join('\n', all.SelectMany(child => child.Faults)));
    }

    /// <summary>The rows of a version are those of the steps that its transactions name.</summary>
    private async Task CheckAsync(TemporaryTable t, long version, bool whole)
    {
        var snapshot = await t.Table.GetSnapshotAsync(version, Cancellation);
        var model = new Dictionary<int, int>();
        for (var writer = 1; writer <= Writers; writer++)
        {
            var done = (int)snapshot.AppTransactions.GetValueOrDefault(WriterStep.AppId(writer));
            Assert.True(!whole || done == Steps, $"Writer {writer} is at {done} of {Steps}.");
            foreach (var step in WriterStep.Plan(seed, writer, Steps).Take(done))
            {
                step.Apply(model);
            }
        }

        Assert.Equal(model.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key}|{row.Value}")).Order(StringComparer.Ordinal), await t.RowsAsync(version));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
