using CsCheck;
using Lakehouse.Tests;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Whatever happens to the source, staged is its present state, however the changes are cut into files and runs.</summary>
public sealed class RandomChangesTests
{
    private enum Kind
    {
        Upsert,
        Unchanged,
        Move,
        Delete,
        Truncate,
        NextFile,
        NextRun,
        Replay,
    }

    private static readonly Gen<(Kind Kind, int Id, int Name, int Price)> Step = Gen.Select(
        Gen.Frequency((8, Gen.Const(Kind.Upsert)), (4, Gen.Const(Kind.Unchanged)), (4, Gen.Const(Kind.Move)), (4, Gen.Const(Kind.Delete)), (1, Gen.Const(Kind.Truncate)), (5, Gen.Const(Kind.NextFile)), (2, Gen.Const(Kind.NextRun)), (1, Gen.Const(Kind.Replay))),
        Gen.Int[1, 12],
        Gen.Int[0, 5],
        Gen.Int[0, 99]);

    [Fact]
    public async Task Staged_is_the_source_s_present_state()
    {
        await Step.Array[1, 40].SampleRepeatablyAsync(CheckAsync, iter: 30);
    }

    private static async Task CheckAsync((Kind Kind, int Id, int Name, int Price)[] steps)
    {
        await using var lake = Create(new TransformerOptions { MaxFilesPerCommit = 3 });
        var source = new Dictionary<int, (string Name, int Price)>();
        var pending = new List<string>();
        var files = 0;
        var sequence = 0;
        lake.Items(Load, "('I', 0, 'zero', 0, '000000')");
        source[0] = ("zero", 0);
        foreach (var step in steps)
        {
            var row = (Name: $"n{step.Name}", step.Price);
            switch (step.Kind)
            {
                case Kind.Upsert:
                    pending.Add($"('{(source.ContainsKey(step.Id) ? 'U' : 'I')}', {step.Id}, '{row.Name}', {row.Price}, '{++sequence:D6}', NULL)");
                    source[step.Id] = row;
                    break;
                case Kind.Unchanged when source.TryGetValue(step.Id, out var old):
                    pending.Add($"('U', {step.Id}, NULL, {row.Price}, '{++sequence:D6}', ['name'])");
                    source[step.Id] = (old.Name, row.Price);
                    break;
                case Kind.Move when source.TryGetValue(step.Id, out var old) && !source.ContainsKey(step.Name + 9):
                    // The key changes, the name is not sent.
                    pending.Add($"('D', {step.Id}, NULL, NULL, '{++sequence:D6}', NULL)");
                    pending.Add($"('I', {step.Name + 9}, NULL, {row.Price}, '{++sequence:D6}', ['name'])");
                    source.Remove(step.Id);
                    source[step.Name + 9] = (old.Name, row.Price);
                    break;
                case Kind.Delete:
                    pending.Add($"('D', {step.Id}, NULL, NULL, '{++sequence:D6}', NULL)");
                    source.Remove(step.Id);
                    break;
                case Kind.Truncate:
                    Flush();
                    pending.Add($"('T', NULL, NULL, NULL, '{++sequence:D6}', NULL)");
                    source.Clear();
                    break;
                case Kind.NextFile:
                    Flush();
                    break;
                case Kind.NextRun:
                    Flush();
                    await lake.RunAsync();
                    break;
                case Kind.Replay when pending.Count > 0 && !pending[0].StartsWith("('T'", StringComparison.Ordinal):
                    // The Ingestor may publish the same changes twice, in the same order.
                    var again = pending.ToArray();
                    Flush();
                    pending.AddRange(again);
                    Flush();
                    break;
            }
        }

        Flush();
        await lake.RunAsync();

        Assert.Equal(source.Select(item => $"{item.Key}|{item.Value.Name}|{item.Value.Price}").Order(StringComparer.Ordinal), await lake.RowsAsync("staged.items"));
        Assert.Equal(
            source.Values.GroupBy(item => item.Name).Select(group => $"{group.Key}|{group.Sum(item => item.Price)}").Order(StringComparer.Ordinal),
            await lake.RowsAsync("curated.prices"));

        void Flush()
        {
            if (pending.Count > 0)
            {
                lake.ItemsWithUnchanged(Change(++files), string.Join(", ", pending));
                pending.Clear();
            }
        }
    }
}
