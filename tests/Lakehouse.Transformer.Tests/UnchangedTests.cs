using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Postgres leaves large values out of an update that did not touch them; <c>_unchanged</c> names them.</summary>
public sealed class UnchangedTests
{
    [Fact]
    public async Task The_table_keeps_its_value()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'long', 1, '00'), ('I', 2, 'text', 2, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), "('U', 1, NULL, 10, '01', ['name']), ('U', 2, NULL, 20, '02', [])");
        await lake.RunAsync();

        Assert.Equal(["1|long|10", "2|NULL|20"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_value_sent_earlier_in_the_same_batch_is_kept()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'old', 1, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), "('U', 1, 'new', 2, '01', NULL), ('U', 1, NULL, 3, '02', ['name']), ('U', 1, 'x', NULL, '03', ['price', 'name'])");
        await lake.RunAsync();

        Assert.Equal(["1|new|3"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_value_of_before_a_delete_does_not_come_back()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'old', 1, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), "('U', 1, 'mid', 2, '01', NULL), ('D', 1, NULL, NULL, '02', NULL), ('I', 1, 'fresh', 3, '03', NULL), ('U', 1, NULL, 4, '04', ['name'])");
        await lake.RunAsync();

        Assert.Equal(["1|fresh|4"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_row_that_changes_its_key_keeps_what_was_not_sent()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'one', 1, '00'), ('I', 2, 'two', 2, '00'), ('I', 3, 'three', 3, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), "('D', 1, NULL, NULL, '01', NULL), ('I', 10, NULL, 10, '02', ['name']), ('D', 2, NULL, NULL, '03', NULL), ('I', 1, NULL, 20, '04', ['name'])");
        await lake.RunAsync();

        Assert.Equal(["10|one|10", "1|two|20", "3|three|3"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_row_that_changes_its_key_again_and_again_keeps_what_was_sent_last()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'one', 1, '00'), ('I', 5, 'five', 5, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), "('D', 1, NULL, NULL, '01', NULL), ('I', 2, NULL, 2, '02', ['name']), ('U', 2, NULL, 3, '03', ['name']), ('D', 5, NULL, NULL, '04', NULL), ('I', 6, NULL, 6, '05', ['name'])");
        lake.ItemsWithUnchanged(Change(2), "('U', 6, 'six', NULL, '06', ['price']), ('D', 2, NULL, NULL, '07', NULL), ('I', 3, NULL, NULL, '08', ['name', 'price']), ('D', 6, NULL, NULL, '09', NULL), ('I', 7, NULL, 7, '10', ['name'])");
        await lake.RunAsync();

        Assert.Equal(["3|one|3", "7|six|7"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_change_of_the_key_in_the_batch_that_makes_the_table_finds_its_row_there()
    {
        await using var lake = Create()
            .Items(Load, "('I', 1, 'one', 1, '00')")
            .ItemsWithUnchanged(Change(1), "('D', 1, NULL, NULL, '01', NULL), ('I', 2, NULL, 2, '02', ['name'])");
        await lake.RunAsync();

        Assert.Equal(["2|one|2"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_change_of_the_key_that_is_read_again_after_it_was_applied_changes_nothing()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'one', 1, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), "('D', 1, NULL, NULL, '01', NULL), ('I', 2, NULL, 2, '02', ['name'])");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(2), "('D', 1, NULL, NULL, '01', NULL), ('I', 2, NULL, 2, '02', ['name'])");
        await lake.RunAsync();

        Assert.Equal(["2|one|2"], await lake.RowsAsync("staged.items"));
    }

    [Theory]
    [InlineData("('D', 2, NULL, NULL, '04', NULL), ('I', 3, NULL, 3, '05', ['name'])", "3|one|3")]
    [InlineData("('I', 1, 'new', 4, '04', NULL)", "1|new|4 2|one|2")]
    public async Task What_follows_a_change_of_the_key_that_is_read_twice_finds_the_right_row(string follows, string rows)
    {
        const string move = "('D', 1, NULL, NULL, '01', NULL), ('I', 2, NULL, 2, '02', ['name'])";
        await using var lake = Create().Items(Load, "('I', 1, 'one', 1, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), $"{move}{(follows.StartsWith("('I'", StringComparison.Ordinal) ? $", {follows}" : "")}");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(2), move).ItemsWithUnchanged(Change(3), follows); // in one batch with what comes next
        await lake.RunAsync();

        Assert.Equal(rows.Split(' '), await lake.RowsAsync("staged.items"));
    }

    [Theory]
    [InlineData("('D', 2, NULL, NULL, '01', NULL), ('D', NULL, NULL, NULL, '02', NULL), ('I', 10, NULL, 10, '03', ['name'])", "10|NULL|10 1|one|1 3|three|3")] // whose key it was is in quarantine
    [InlineData("('D', 1, NULL, NULL, '01', NULL), ('I', 10, NULL, 10, '02', ['name']), ('D', 1, NULL, NULL, '01', NULL), ('I', 10, NULL, 10, '02', ['name'])", "10|one|10 2|two|2 3|three|3")] // written twice
    [InlineData("('D', 1, NULL, NULL, '05', NULL), ('I', 10, NULL, 10, '06', ['name']), ('D', 2, NULL, NULL, '01', NULL), ('I', 20, NULL, 20, '02', ['name'])", "10|one|10 20|two|20 3|three|3")] // not in the order of change_seq
    public async Task A_row_that_changes_its_key_is_the_one_whose_deletion_stands_just_before(string changes, string rows)
    {
        await using var lake = Create().Items(Load, "('I', 1, 'one', 1, '00'), ('I', 2, 'two', 2, '00'), ('I', 3, 'three', 3, '00')");
        await lake.RunAsync();
        lake.ItemsWithUnchanged(Change(1), changes);
        await lake.RunAsync();

        Assert.Equal(rows.Split(' '), await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_row_that_is_inserted_and_then_updated_in_the_first_batch_is_whole()
    {
        await using var lake = Create()
            .Items(Load, "('I', 1, 'a', 1, '00')")
            .ItemsWithUnchanged(Change(1), "('I', 2, 'b', 2, '01', NULL), ('U', 2, NULL, 3, '02', ['name']), ('U', 1, NULL, 4, '03', ['name']), ('D', 9, NULL, NULL, '04', NULL)");
        await lake.RunAsync();

        Assert.Equal(["1|a|4", "2|b|3"], await lake.RowsAsync("staged.items"));
    }

    [Fact]
    public async Task A_schema_change_in_the_same_batch_keeps_it_too()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'long', 1, '00')");
        await lake.RunAsync();
        lake.Raw("items", Change(1), "SELECT 'U' AS \"Op\", 1 AS id, NULL::VARCHAR AS name, 2 AS price, 'red' AS colour, '01' AS change_seq, ['name'] AS _unchanged");
        await lake.RunAsync();

        Assert.Equal(["1|long|2|red"], await lake.RowsAsync("staged.items"));
    }
}
