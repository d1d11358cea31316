using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using static Lakehouse.Transformer.Tests.Shop;

namespace Lakehouse.Transformer.Tests;

/// <summary>Runs over HTTP: what can be asked for, and how they are followed.</summary>
public sealed class RunRequestTests
{
    [Fact]
    public async Task A_request_says_which_tables_and_what_to_do_and_its_events_tell_of_it_until_the_end()
    {
        await using var lake = Create().Items(Load, "('I', 1, 'tea', 6, '00')");
        await using var service = ServiceProcess.Start(lake);
        await service.UntilAsync("/runs", IsIdle);
        using var all = await service.Client.GetStreamAsync("/runs/events", TestContext.Current.CancellationToken);

        using var answer = await service.Client.PostAsJsonAsync("/runs", new { tables = new[] { "staged.items" }, replay = true, fullRefresh = true }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var location = answer.Headers.Location!.ToString();

        // The stream of one run ends with it.
        using var one = await service.Client.GetStreamAsync($"{location}/events", TestContext.Current.CancellationToken);
        var states = await EventsAsync(one).ToListAsync(TestContext.Current.CancellationToken);
        var last = states[^1];
        Assert.Equal(("succeeded", "request", "tables=staged.items fullRefresh replay"), (Text(last, "state"), Text(last, "trigger"), Text(last, "options")));
        Assert.Equal(["staged.items committed", "curated.prices committed", "curated.expensive committed"], last.GetProperty("tables").EnumerateArray().Select(table => $"{Text(table, "table")} {Text(table, "state")}"));
        Assert.True(states.Count > 1 || Text(states[0], "state") == "succeeded");

        // The stream of all runs goes on; it has seen this one finish.
        await foreach (var seen in EventsAsync(all))
        {
            if (Text(seen, "id") == Text(last, "id") && Text(seen, "state") == "succeeded")
            {
                break;
            }
        }

        Assert.Equal(0, await service.InterruptAsync()); // a reader that stays does not keep the service
        Assert.DoesNotContain("Unhandled", service.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"tables": ["staged.item", "curated.prices"], "replayFrom": {"curated.prices": 1}}""", "names 'staged.item', which the pipeline does not have", "names curated.prices, which is no staged table")]
    [InlineData("""{"tables": ["curated.prices"], "replay": true}""", "'replay' builds staged tables anew")]
    [InlineData("""{"tables": []}""", "'tables' is empty")]
    [InlineData("""{"table": "staged.items"}""", "cannot be read", "\"tables\", \"fullRefresh\"")]
    [InlineData("{", "cannot be read")]
    public async Task A_wrong_request_is_answered_with_all_that_is_wrong(string body, params string[] messages)
    {
        await using var lake = Create();
        await using var service = ServiceProcess.Start(lake);
        await service.UntilAsync("/runs", _ => true);

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await service.Client.PostAsync("/runs", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var detail = Text(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken), "detail")!;
        Assert.All(messages, message => Assert.Contains(message, detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_files_start_a_run_within_a_second_without_polling()
    {
        await using var lake = Create();
        lake.RawFolder("items");
        await using var service = ServiceProcess.Start(lake, ("Transformer__PollInterval", "01:00:00"));
        await service.UntilAsync("/runs", IsIdle);

        // Nothing but the file starts a run: nobody asks, and the next poll is an hour away. Whatever else the machine does, one of many files is picked up without a delay of the service's own.
        var fastest = double.MaxValue;
        for (var file = 1; file < 60 && fastest > 1; file++)
        {
            lake.Items(Change(file), $"('I', {file}, 'tea', 6, '{file:D2}')");
            var published = DateTimeOffset.UtcNow;
            var runs = await service.UntilAsync("/runs", answer => IsIdle(answer) && ByFiles(answer).Sum(run => run.GetProperty("commits").GetInt32()) >= 3 * file);
            fastest = Math.Min(fastest, ByFiles(runs).Max(run => (run.GetProperty("started").GetDateTimeOffset() - published).TotalSeconds));
        }

        Assert.InRange(fastest, -1, 1);

        static IEnumerable<JsonElement> ByFiles(JsonElement answer) => answer.GetProperty("runs").EnumerateArray().Where(run => Text(run, "trigger") == "newFiles");
    }

    private static bool IsIdle(JsonElement answer) =>
        answer.GetProperty("runs").EnumerateArray().ToList() is { Count: > 0 } runs && runs.All(run => Text(run, "state") == "succeeded");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IAsyncEnumerable<JsonElement> EventsAsync(Stream stream) =>
        SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).Where(item => item.EventType == "run").Select(item => JsonSerializer.Deserialize<JsonElement>(item.Data));
}
