using CsCheck;
using Lakehouse.Delta.Engine;
using Lakehouse.Delta.Tests.Operations;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

/// <summary>Random sequences of all operations, compared with a list in memory after each, and by time travel to every version at the end.</summary>
public class TablesAgainstAModel
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Every_version_has_the_rows_of_the_model(bool deletionVectors, bool partitioned) =>
        await TableSteps.Gen.Array[1, 12].SampleAsync(steps => RunAsync(steps, deletionVectors, partitioned), iter: 6, threads: 1);

    private static async Task RunAsync(TableStep[] steps, bool deletionVectors, bool partitioned)
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(TableSteps.Schema, TableSteps.Options(deletionVectors, partitioned, feed: false), Cancellation);
        List<ModelRow> model = [];
        var versions = new Dictionary<long, List<ModelRow>> { [0] = [] };
        foreach (var step in steps)
        {
            if (step.Kind == StepKind.Restore)
            {
                model = versions[step.RestoredVersion(versions.Keys.Max())];
            }

            if (step.Kind == StepKind.ReplacePartitions && !partitioned && step.Ids.Length > 0)
            {
                model = [];
            }

            model = [.. step.Apply(model)];
            var result = await step.RunAsync(t);
            if (result.Committed)
            {
                versions.Add(result.Version, model);
            }

            Assert.Equal(Rows(model), await t.RowsAsync());
        }

        foreach (var (version, rows) in versions)
        {
            Assert.Equal(Rows(rows), await t.RowsAsync(version));
        }
    }

    private static string[] Rows(IEnumerable<ModelRow> model) => [.. model.Select(row => row.ToString()).Order(StringComparer.Ordinal)];
}
