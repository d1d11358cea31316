using CsCheck;
using DuckDB.NET.Data;
using Lakehouse.Delta.Engine;
using Lakehouse.Delta.Tests.Operations;
using Lakehouse.Tests;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

/// <summary>
/// Random sequences of all operations, of what cares for a table and of changes of its schema, compared with a list in memory after each, and by time
/// travel to every version at the end: those that VACUUM kept have their rows, those before have them too or say that a file is missing.
/// </summary>
public class TablesAgainstAModel
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Every_version_has_the_rows_of_the_model(bool deletionVectors, bool partitioned) =>
        await TableSteps.WithCare.Array[1, 14].SampleRepeatablyAsync(steps => RunAsync(steps, deletionVectors, partitioned), iter: 7);

    private static async Task RunAsync(TableStep[] steps, bool deletionVectors, bool partitioned)
    {
        await using var t = new TemporaryTable();
        await t.Table.CreateAsync(TableSteps.Schema, TableSteps.Options(deletionVectors, partitioned, feed: false), Cancellation);
        var model = new Model([], HasExtra: false);
        var versions = new SortedDictionary<long, Model> { [0] = model };
        var kept = 0L;
        foreach (var random in steps)
        {
            var latest = versions.Keys.Max();
            var step = random with { HasExtra = model.HasExtra, Kept = kept };
            model = After(step, model, versions, latest, partitioned);
            var result = await step.RunAsync(t);
            if (result.Committed)
            {
                versions.Add(result.Version, model);
            }

            kept = step.Kind == StepKind.Vacuum ? latest : kept;
            Assert.Equal(model.Rows, await t.RowsAsync());
        }

        foreach (var (version, then) in versions)
        {
            await EarlierAsync(t, version, then, mustBeThere: version >= kept);
        }
    }

    private static Model After(TableStep step, Model model, SortedDictionary<long, Model> versions, long latest, bool partitioned) => step.Kind switch
    {
        StepKind.Restore => versions[step.RestoredVersion(latest)],
        StepKind.AddColumn => model with { HasExtra = true },
        StepKind.Overwrite => new Model([.. step.Apply(model.Content)], HasExtra: false),
        StepKind.ReplacePartitions when !partitioned && step.Ids.Length > 0 => model with { Content = [.. step.Apply([])] },
        _ => model with { Content = [.. step.Apply(model.Content)] },
    };

    private static async Task EarlierAsync(TemporaryTable t, long version, Model then, bool mustBeThere)
    {
        var snapshot = await t.Table.GetSnapshotAsync(version, Cancellation);
        DeltaScan? scan = null;
        try
        {
            scan = await DeltaScan.PlanAsync(snapshot, Cancellation);
            Assert.Equal(then.Rows, await t.QueryAsync($"SELECT * FROM {scan.Sql} AS t"));
        }
        catch (DuckDBException gone) when (!mustBeThere)
        {
            Assert.IsType<MissingFileException>(scan!.Explain(gone));
        }
        catch (MissingFileException) when (!mustBeThere)
        {
            Assert.Null(scan); // the file of a deletion vector
        }
    }

    /// <summary>What the table should be.</summary>
    private sealed record Model(IReadOnlyList<ModelRow> Content, bool HasExtra)
    {
        public string[] Rows => [.. Content.Select(row => HasExtra ? row.WithExtra : row.ToString()).Order(StringComparer.Ordinal)];
    }
}
