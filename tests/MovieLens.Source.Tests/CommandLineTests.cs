using MovieLens.Source.CommandLine;

namespace MovieLens.Source.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("100/s", 100)]
    [InlineData("600/m", 10)]
    [InlineData("7200/hour", 2)]
    [InlineData("2.5", 2.5)]
    public void A_rate_is_read_per_second(string text, double perSecond)
    {
        Assert.True(Rate.TryParse(text, out var found));
        Assert.Equal(perSecond, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("10/day")]
    [InlineData("1000000/s")]
    public void What_is_not_a_rate_is_refused(string text) => Assert.False(Rate.TryParse(text, out _));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("30", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void A_duration_is_read(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out var found));
        Assert.Equal(TimeSpan.FromSeconds(seconds), found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("soon")]
    [InlineData("1d")]
    [InlineData("99999999999h")]
    public void What_is_not_a_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("--dir x --scale 1m", "exclude each other")]
    [InlineData("--offline --download ml-25m", "exclude each other")]
    [InlineData("--scale huge", "there is no scale 'huge'")]
    [InlineData("--download ml-1m", "there is no data set 'ml-1m'")]
    [InlineData("--traffic quick", "'quick' is not a rate")]
    [InlineData("--duration 5s", "give --traffic, too")]
    [InlineData("--nonsense", "--nonsense")]
    public void A_mistake_on_the_command_line_is_named(string arguments, string says)
    {
        var parsed = new SourceCommand((_, _) => Task.FromResult(0)).Parse(arguments);

        Assert.Contains(parsed.Errors, error => error.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_can_be_given_on_the_command_line()
    {
        SourceOptions? options = null;
        var command = new SourceCommand((given, _) =>
        {
            options = given;
            return Task.FromResult(0);
        });

        Assert.Equal(0, await command.Parse("-c Host=x --scale 100k --seed 7 --replace --wait 2m --traffic 100/s --duration 10s --cache /tmp/c").InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(("Host=x", "small", 7L, true), (options!.ConnectionString, options.DataSet.Scale?.Name, options.DataSet.Seed, options.Replace));
        Assert.Equal((TimeSpan.FromMinutes(2), 100.0, TimeSpan.FromSeconds(10), 7L, "/tmp/c"), (options.Wait, options.Traffic, options.Duration, options.TrafficSeed, options.DataSet.CacheFolder));
    }
}
