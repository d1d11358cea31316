namespace MovieLens.Source.Tests;

public sealed class ProgramTests(DatabaseServer server)
{
    [Fact]
    public async Task Killed_in_the_middle_it_leaves_nothing_and_the_next_start_fills()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using (var killed = SourceProcess.Start(database.ConnectionString, "--scale", "1m"))
        {
            await CopyProgress.WaitAsync(database, "ratings", rows: 10_000);
            killed.Kill();
            await killed.ExitAsync();
        }

        // The server notices the broken connection in its own time.
        await CopyProgress.WaitUntilAsync(() => database.ScalarAsync<bool>("SELECT NOT EXISTS (SELECT FROM pg_stat_progress_copy WHERE datname = current_database())"));
        await FillTests.AssertNothingThereAsync(database);

        await using var next = SourceProcess.Start(database.ConnectionString, "--generate");
        Assert.Equal(0, await next.ExitAsync());
        Assert.Equal(100_836, await database.CountAsync("public.ratings"));
        Assert.Contains("GENERATED", next.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_while_filling_it_says_so_and_leaves_nothing()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var program = SourceProcess.Start(database.ConnectionString, "--scale", "1m");
        await CopyProgress.WaitAsync(database, "ratings", rows: 10_000);

        await program.InterruptAsync();

        Assert.Equal(130, await program.ExitAsync());
        Assert.Contains("Interrupted: nothing was loaded.", program.Output, StringComparison.Ordinal);
        await FillTests.AssertNothingThereAsync(database);
    }

    [Fact]
    public async Task Interrupted_traffic_ends_well()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var files = SmallFiles.Create();
        await using var program = SourceProcess.Start(database.ConnectionString, "--dir", files.Path, "--traffic", "50/s");
        await CopyProgress.WaitUntilAsync(() => database.ScalarAsync<bool>("SELECT to_regclass('public.ratings') IS NOT NULL"));
        await CopyProgress.WaitUntilAsync(async () => await database.CountAsync("public.ratings") > 3);

        await program.InterruptAsync();

        Assert.Equal(0, await program.ExitAsync());
        Assert.Contains("Traffic ended", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traffic_takes_the_data_that_are_there_whatever_the_environment_says_about_filling()
    {
        await using var database = await server.CreateDatabaseAsync();
        using var files = SmallFiles.Create();
        using var others = SmallFiles.Create(tags: SmallFiles.Tags + "2,1,late,1445714999\n");
        await using (var fill = SourceProcess.Start(database.ConnectionString, "--dir", files.Path))
        {
            Assert.Equal(0, await fill.ExitAsync());
        }

        await using var refused = SourceProcess.StartWithFolder(others.Path, database.ConnectionString);
        await using var traffic = SourceProcess.StartWithFolder(others.Path, database.ConnectionString, "--traffic", "100/s", "--duration", "500ms");

        Assert.Equal(1, await refused.ExitAsync());
        Assert.Contains("already holds another data set", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, await traffic.ExitAsync());
        Assert.Contains("Traffic ended", traffic.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=sekret;Database=films", "Cannot connect to database 'films' at 127.0.0.1:1 within 1 s: nothing listens there")]
    [InlineData("Host=nowhere.invalid;Username=u;Password=sekret;Database=films", "Cannot connect to database 'films' at nowhere.invalid:5432")]
    [InlineData("postgresql://u:sekret@localhost/films", "Npgsql does not understand the connection string")]
    [InlineData("", "No database is named")]
    public async Task A_wrong_connection_string_gives_one_message_without_the_password(string connectionString, string says)
    {
        await using var program = SourceProcess.Start(connectionString, "--wait", "1s");

        Assert.Equal(1, await program.ExitAsync());

        Assert.StartsWith($"Error: {says}", program.Error, StringComparison.Ordinal);
        Assert.Single(program.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.DoesNotContain("sekret", program.Error + program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_database_is_told_at_once()
    {
        await using var database = await server.CreateDatabaseAsync();
        var wrong = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nope" }.ConnectionString;
        await using var program = SourceProcess.Start(wrong, "--wait", "1h");

        Assert.Equal(1, await program.ExitAsync());

        Assert.Contains("database \"nope\" does not exist", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_on_the_command_line_is_one_line()
    {
        await using var program = SourceProcess.Start(null, "--scale", "huge");

        Assert.Equal(1, await program.ExitAsync());

        Assert.StartsWith("--scale: there is no scale 'huge'", program.Error, StringComparison.Ordinal);
    }
}
