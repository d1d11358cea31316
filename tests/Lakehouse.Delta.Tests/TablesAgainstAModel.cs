using System.Globalization;
using CsCheck;
using Lakehouse.Delta.Engine;
using static Lakehouse.Delta.Tests.TemporaryTable;

namespace Lakehouse.Delta.Tests;

/// <summary>Random sequences of operations, compared with a list in memory after each, and by time travel at the end.</summary>
public class TablesAgainstAModel
{
    private static readonly Gen<Step[]> Steps = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 30].HashSet[0, 8], Gen.Int[0, 999], (kind, ids, value) => new Step(kind, [.. ids.Order()], value)).Array[1, 14];

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Every_version_has_the_rows_of_the_model(string deletionVectors) =>
        await Steps.SampleAsync(steps => RunAsync(steps, deletionVectors), iter: 12, threads: 1);

    private static async Task RunAsync(Step[] steps, string deletionVectors)
    {
        await using var t = new TemporaryTable();
        var properties = new WriteOptions { Properties = new Dictionary<string, string> { ["delta.enableDeletionVectors"] = deletionVectors, ["delta.checkpointInterval"] = "4" } };
        await t.Table.CreateAsync(new StructType([new StructField("id", PrimitiveType.Integer), new StructField("v", PrimitiveType.Integer)]), properties, Cancellation);
        var model = new List<(int Id, int Value)>();
        var versions = new Dictionary<long, string[]> { [0] = [] };
        foreach (var step in steps)
        {
            var result = await ApplyAsync(t, step, model);
            if (result.Committed)
            {
                versions.Add(result.Version, Rows(model));
            }

            Assert.Equal(Rows(model), await t.RowsAsync());
        }

        foreach (var (version, rows) in versions)
        {
            Assert.Equal(rows, await t.RowsAsync(version));
        }
    }

    private static async Task<CommitResult> ApplyAsync(TemporaryTable t, Step step, List<(int Id, int Value)> model)
    {
        var source = $"SELECT * FROM (VALUES {string.Join(", ", step.Ids.Select(id => $"({id}, {step.Value})").DefaultIfEmpty("(0, 0)"))}) AS s(id, v){(step.Ids.Length == 0 ? " WHERE false" : "")}";
        var incoming = step.Ids.Select(id => (Id: id, step.Value)).ToArray();
        var spec = new MergeSpec { Source = source, Key = ["id"] };
        switch (step.Kind)
        {
            case 0:
                model.AddRange(incoming);
                return await t.AppendAsync(source);
            case 1 when step.Value % 4 == 0:
                model.Clear();
                model.AddRange(incoming);
                return await t.OverwriteAsync(source);
            case 2:
                model.RemoveAll(row => step.Ids.Contains(row.Id));
                return await t.MergeAsync(spec with { WhenMatched = [MatchedClause.Delete()] });
            case 3:
                for (var i = 0; i < model.Count; i++)
                {
                    model[i] = step.Ids.Contains(model[i].Id) ? (model[i].Id, model[i].Value + step.Value) : model[i];
                }

                return await t.MergeAsync(spec with { WhenMatched = [MatchedClause.Update(new Dictionary<string, string> { ["v"] = "target.v + source.v" })] });
            case 4 when step.Value % 4 == 0:
                model.RemoveAll(row => !step.Ids.Contains(row.Id));
                return await t.MergeAsync(spec with { WhenNotMatchedBySource = [NotMatchedBySourceClause.Delete()] });
            default:
                Upsert(model, incoming);
                return await t.MergeAsync(MergeSpec.Upsert(source, "id"));
        }
    }

    private static void Upsert(List<(int Id, int Value)> model, (int Id, int Value)[] incoming)
    {
        foreach (var row in incoming)
        {
            var matched = false;
            for (var i = 0; i < model.Count; i++)
            {
                if (model[i].Id == row.Id)
                {
                    model[i] = row;
                    matched = true;
                }
            }

            if (!matched)
            {
                model.Add(row);
            }
        }
    }

    private static string[] Rows(IEnumerable<(int Id, int Value)> model) =>
        [.. model.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Id}|{row.Value}")).Order(StringComparer.Ordinal)];

    private sealed record Step(int Kind, int[] Ids, int Value)
    {
        public override string ToString() => $"{Kind}({string.Join(",", Ids)};{Value})";
    }
}
