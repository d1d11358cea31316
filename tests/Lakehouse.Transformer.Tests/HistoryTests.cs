using CsCheck;
using Lakehouse.Tests;
using Lakehouse.Transformer.Runs;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Slowly changing history (SCD type 2): <c>history: true</c>.</summary>
public sealed class HistoryTests
{
    private const string Shown = "id, name, price, strftime(valid_from, '%H:%M') AS f, strftime(valid_to, '%H:%M') AS t, is_current";

    [Fact]
    public async Task Every_version_of_a_row_is_kept_with_its_time()
    {
        await using var lake = Create();
        Changes(lake, Load, "('I', 1, 'tea', 5, '00:00', '00', NULL), ('I', 2, 'jam', 1, '00:00', '00', NULL)");
        await lake.RunAsync();
        Changes(lake, Change(1), "('U', 1, NULL, 6, '10:01', '01', ['name']), ('U', 1, 'mint', 6, '10:02', '02', NULL), ('D', 2, NULL, NULL, '10:03', '03', NULL)");
        var run = await lake.RunAsync();

        Assert.Equal(["1|mint|6|10:02|NULL|true", "1|tea|5|00:00|10:01|false", "1|tea|6|10:01|10:02|false", "2|jam|1|00:00|10:03|false"], await lake.RowsAsync("staged.items_history", Shown));
        Assert.Equal(["1|mint|6"], await lake.RowsAsync("staged.items"));
        Assert.Equal(TableState.Committed, run.Reports.Single(report => report.Table == "staged.items_history").State);
        Assert.All((await lake.RunAsync()).Reports, report => Assert.Equal(0, report.Commits));
    }

    [Fact]
    public async Task A_late_or_repeated_change_finds_its_place()
    {
        await using var lake = Create();
        Changes(lake, Change(1), "('I', 1, 'a', 1, '10:01', '01', NULL), ('U', 1, 'c', 3, '10:03', '03', NULL), ('D', 1, NULL, NULL, '10:04', '04', NULL)");
        await lake.RunAsync();
        Changes(lake, Change(2), "('U', 1, 'b', 2, '10:02', '02', NULL), ('U', 1, 'c', 3, '10:03', '03', NULL), ('I', 1, 'd', 4, '10:05', '05', NULL)");
        await lake.RunAsync();

        Assert.Equal(["1|a|1|10:01|10:02|false", "1|b|2|10:02|10:03|false", "1|c|3|10:03|10:04|false", "1|d|4|10:05|NULL|true"], await lake.RowsAsync("staged.items_history", Shown));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_changes_with_one_sequence_the_first_that_is_read_counts(bool inOneRun)
    {
        await using var lake = Create();
        Changes(lake, Load, "('I', 1, 'first', 1, '00:00', '00', NULL), ('I', 1, 'second', 2, '00:01', '00', NULL), ('I', 1, 'third', 3, '00:02', '00', NULL)");
        if (!inOneRun)
        {
            await lake.RunAsync();
        }

        Changes(lake, Change(1), "('U', 1, 'fourth', 4, '10:01', '00', NULL), ('U', 1, 'next', 5, '10:02', '01', NULL)");
        await lake.RunAsync();

        Assert.Equal(["1|first|1|00:00|10:02|false", "1|next|5|10:02|NULL|true"], await lake.RowsAsync("staged.items_history", Shown));
    }

    [Fact]
    public async Task A_truncate_ends_every_row_and_a_change_of_the_key_one()
    {
        await using var lake = Create();
        Changes(lake, Change(1), "('I', 1, 'a', 1, '10:01', '01', NULL), ('I', 2, 'b', 2, '10:01', '02', NULL), ('D', 2, NULL, NULL, '10:02', '03', NULL), ('I', 3, NULL, 2, '10:02', '04', ['name'])");
        Changes(lake, Change(2), "('T', NULL, NULL, NULL, '10:05', '05', NULL), ('I', 9, 'n', 9, '10:06', '06', NULL)");
        await lake.RunAsync();

        Assert.Equal(["1|a|1|10:01|10:05|false", "2|b|2|10:01|10:02|false", "3|b|2|10:02|10:05|false", "9|n|9|10:06|NULL|true"], await lake.RowsAsync("staged.items_history", Shown));
    }

    [Fact]
    public async Task A_new_column_and_a_replay_keep_the_history_whole()
    {
        await using var lake = Create();
        Changes(lake, Change(1), "('I', 1, 'a', 1, '10:01', '01', NULL), ('I', 2, 'b', 2, '10:01', '02', NULL)");
        await lake.RunAsync();
        lake.Raw("items", Change(2), "SELECT 'U' AS \"Op\", 1 AS id, 'A' AS name, 7::BIGINT AS price, 'red' AS colour, TIMESTAMP '2026-11-22 10:02:00' AS dms_timestamp_col, '03' AS change_seq");
        await lake.RunAsync();
        var expected = new[] { "1|A|7|10:02|NULL|true|red", "1|a|1|10:01|10:02|false|NULL", "2|b|2|10:01|NULL|true|NULL" };
        Assert.Equal(expected, await lake.RowsAsync("staged.items_history", Shown + ", colour"));

        var replay = await lake.RunAsync(new RunOptions { Replay = true });
        Assert.Equal(1, replay.Reports.Single(report => report.Table == "staged.items_history").Commits);
        Assert.Equal(expected, await lake.RowsAsync("staged.items_history", Shown + ", colour"));
    }

    /// <summary>However changes are ordered, repeated and cut into files and runs, the history is that of all changes in the order of change_seq.</summary>
    [Fact]
    public async Task History_does_not_depend_on_how_changes_arrive()
    {
        var change = Gen.Select(Gen.Int[1, 3], Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true))), Gen.Int[0, 9]);
        await Gen.Select(change.Array[1, 12], Gen.Int[0, 1000], Gen.Int[1, 4]).SampleRepeatablyAsync(made => CheckAsync(made.Item1, made.Item2, made.Item3), iter: 8);
    }

    private static async Task CheckAsync((int Id, bool Delete, int Price)[] changes, int seed, int perFile)
    {
        await using var lake = Create();
        var rows = changes.Select((change, place) => $"('{(change.Delete ? "D" : "U")}', {change.Id}, {(change.Delete ? "NULL, NULL" : $"'n', {change.Price}")}, '10:{place:D2}', '{place:D2}', NULL)").ToList();
        var random = new Random(seed);
        var arriving = rows.Concat(rows.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next()).ToList();
        foreach (var (file, number) in arriving.Chunk(perFile).Select((file, number) => (file, number)))
        {
            Changes(lake, Change(number + 1), string.Join(", ", file));
            if (random.Next(2) == 0)
            {
                await lake.RunAsync();
            }
        }

        await lake.RunAsync();
        var expected = new List<string>();
        foreach (var key in changes.Select((change, place) => (change, place)).GroupBy(item => item.change.Id))
        {
            var own = key.ToList();
            expected.AddRange(own.Where(item => !item.change.Delete).Select(item =>
                $"{key.Key}|n|{item.change.Price}|10:{item.place:D2}|{(own.FirstOrDefault(next => next.place > item.place) is { change.Id: > 0 } end ? $"10:{end.place:D2}|false" : "NULL|true")}"));
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), await lake.RowsAsync("staged.items_history", Shown, "valid_to_seq IS DISTINCT FROM valid_from_seq"));
    }

    private static LakeFolder Create() => Shop.Create().Write("pipeline.yaml", "pipeline: shop\nstaged:\n  items: { key: [id], history: true }");

    private static void Changes(LakeFolder lake, string name, string rows) => lake.Raw(
        "items",
        name,
        $"SELECT \"Op\", CAST(id AS INTEGER) AS id, CAST(name AS VARCHAR) AS name, CAST(price AS INTEGER) AS price, CAST('2026-11-22 ' || made || ':00' AS TIMESTAMP) AS dms_timestamp_col, CAST(change_seq AS VARCHAR) AS change_seq, CAST(_unchanged AS VARCHAR[]) AS _unchanged FROM (VALUES {rows}) t(\"Op\", id, name, price, made, change_seq, _unchanged)");
}
