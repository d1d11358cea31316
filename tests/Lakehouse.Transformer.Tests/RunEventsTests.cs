using System.Text.Json;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Tests;

public sealed class RunEventsTests
{
    [Fact]
    public async Task The_last_event_of_a_run_tells_how_it_ended_whenever_that_is()
    {
        for (var time = 0; time < 2_000; time++)
        {
            var run = new Run(RunTrigger.Request, []);
            run.Start();
            var finishing = Task.Run(() => run.Finish(cancelled: false), TestContext.Current.CancellationToken);

            var last = "";
            await foreach (var item in RunEvents.OfAsync(run, TestContext.Current.CancellationToken))
            {
                last = item.Data;
            }

            await finishing;
            using var told = JsonDocument.Parse(last);
            Assert.Equal("succeeded", told.RootElement.GetProperty("state").GetString());
            Assert.Equal(JsonValueKind.String, told.RootElement.GetProperty("finished").ValueKind);
        }
    }
}
