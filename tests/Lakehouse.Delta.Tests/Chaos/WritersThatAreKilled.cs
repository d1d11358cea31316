using System.Globalization;
using Lakehouse.Delta.Engine;
using Lakehouse.Delta.Writer;
using Lakehouse.Storage.Tests;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests.Chaos;

/// <summary>
/// Several processes append to, merge into, delete from, optimise and vacuum one table at once, and are killed again and again. Afterwards
/// every step is in the table once, and every version has exactly the steps that it says it has.
/// </summary>
/// <remarks><c>CHAOS_STEPS</c> and <c>CHAOS_KILLS</c> make it longer, <c>CHAOS_SEED</c> repeats a run's steps and kills.</remarks>
public class WritersThatAreKilled(S3Emulator emulator) : IClassFixture<S3Emulator>
{
    private const int Writers = 3;

    private static readonly int Steps = Setting("CHAOS_STEPS", 20);

    private static readonly int StepsOnS3 = Setting("CHAOS_STEPS", 8);

    private static readonly int Kills = Setting("CHAOS_KILLS", 6);

    private readonly int seed = Setting("CHAOS_SEED", Random.Shared.Next());

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Every_step_of_every_writer_is_in_the_table_once(string deletionVectors)
    {
        await using var t = new TemporaryTable();
        await RunAndCheckAsync(t.Table, t.Engine, Steps, deletionVectors, new Dictionary<string, string>());
    }

    /// <summary>Between the processes and S3 requests and answers get lost, come late, are doubled and fail.</summary>
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task On_S3_behind_a_bad_network_too(string deletionVectors)
    {
        var table = DeltaTable.At(emulator.NewLocation());
        var cache = Directory.CreateTempSubdirectory("delta-tests-cache-").FullName;
        Environment.SetEnvironmentVariable("LAKEHOUSE_CACHE", cache); // for this process, which checks, and for those that it starts
        await using var network = await BadNetwork.StartAsync(emulator.Endpoint, seed);
        await using var engine = DuckDbEngine.Open(new EngineOptions { Threads = 2, MemoryLimit = "1GB" });
        try
        {
            await RunAndCheckAsync(table, engine, StepsOnS3, deletionVectors, new Dictionary<string, string> { ["AWS_ENDPOINT_URL_S3"] = network.Endpoint.OriginalString, ["TMPDIR"] = cache });
            TestContext.Current.TestOutputHelper?.WriteLine(network.ToString());
            Assert.All(Enum.GetValues<NetworkFault>(), fault => Assert.True(network.Count(fault) > 0, $"{fault} never happened: {network}"));
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private async Task RunAndCheckAsync(DeltaTable table, DuckDbEngine engine, int steps, string deletionVectors, IReadOnlyDictionary<string, string> environment)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"CHAOS_SEED={seed} CHAOS_STEPS={steps}");
        var properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = deletionVectors, ["delta.checkpointInterval"] = "7" };
        await table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer), new StructField("v", PrimitiveType.Integer)]), new WriteOptions { Properties = properties }, Cancellation);

        await RunAsync(table.Location, steps, environment);

        var last = (await table.GetSnapshotAsync(Cancellation)).Version;
        await CheckAsync(table, engine, last, steps, whole: true);
        var random = new Random(seed);
        for (var i = 0; i < 12; i++)
        {
            await CheckAsync(table, engine, random.NextInt64(last + 1), steps, whole: false);
        }
    }

    /// <summary>Lets the processes work and kills one of them now and then until all writers are done.</summary>
    private async Task RunAsync(Uri location, int steps, IReadOnlyDictionary<string, string> environment)
    {
        var random = new Random(seed);
        var writers = Enumerable.Range(1, Writers)
            .Select(writer => new ChildWriter(["write", location.AbsoluteUri, Text(seed), Text(writer), Text(steps)], environment)).ToList();
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
            Assert.All(writers, writer => Assert.Equal(steps, writer.Acknowledged));
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
    private async Task CheckAsync(DeltaTable table, DuckDbEngine engine, long version, int steps, bool whole)
    {
        var snapshot = await table.GetSnapshotAsync(version, Cancellation);
        var model = new Dictionary<int, int>();
        for (var writer = 1; writer <= Writers; writer++)
        {
            var done = (int)snapshot.AppTransactions.GetValueOrDefault(WriterStep.AppId(writer));
            Assert.True(!whole || done == steps, $"Writer {writer} is at {done} of {steps}.");
            foreach (var step in WriterStep.Plan(seed, writer, steps).Take(done))
            {
                step.Apply(model);
            }
        }

        Assert.Equal(model.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key}|{row.Value}")).Order(StringComparer.Ordinal), await RowsOfAsync(snapshot, engine));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
