using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Cli.Commands;

/// <summary>Shows how a run goes: one line for each table as soon as it is done.</summary>
internal sealed class RunProgress
{
    private static readonly string[] Open = ["pending", "running"];
    private readonly HashSet<string> shown = [];
    private string state = "";
    private string id = "";

    /// <param name="run">The run as <c>GET /runs/{id}</c> shows it.</param>
    /// <returns>Whether the run has ended.</returns>
    public bool Show(JsonElement run)
    {
        id = run.GetProperty("id").GetString()!;
        state = run.GetProperty("state").GetString()!;
        foreach (var table in run.GetProperty("tables").EnumerateArray())
        {
            var outcome = table.GetProperty("state").GetString()!;
            var name = table.GetProperty("table").GetString()!;
            // A table's outcome is there a moment before its duration; one that was skipped has none.
            var ended = outcome == "skipped" || table.GetProperty("durationSeconds").ValueKind == JsonValueKind.Number;
            if (!Open.Contains(outcome) && ended && shown.Add(name))
            {
                Console.WriteLine(Line(name, outcome, table));
            }
        }

        return state is "succeeded" or "failed" or "cancelled";
    }

    /// <exception cref="CliException">Not every table is up to date.</exception>
    public void ThrowIfFailed()
    {
        if (state != "succeeded")
        {
            throw new CliException(ExitCode.Failed, $"The run {id} {state}: what was committed stays, the rest is done by the next run.");
        }
    }

    private static string Line(string name, string outcome, JsonElement table)
    {
        var reason = Text(table, "reason");
        return outcome != "committed" ? $"{name}: {outcome}{(reason is null ? "" : $": {reason}")}"
            : string.Create(CultureInfo.InvariantCulture, $"{name}: version {Number(table, "version")} (+{Number(table, "rowsInserted"):N0} ~{Number(table, "rowsUpdated"):N0} -{Number(table, "rowsDeleted"):N0}{Quarantined(table)}, {table.GetProperty("durationSeconds").GetDouble():0.0} s{(Text(table, "refresh") is { } refresh ? $", {refresh}" : "")})");
    }

    private static string Quarantined(JsonElement table) =>
        Number(table, "rowsQuarantined") is > 0 and var rows ? string.Create(CultureInfo.InvariantCulture, $", {rows:N0} in quarantine") : "";

    private static long Number(JsonElement table, string name) => table.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    private static string? Text(JsonElement table, string name) => table.TryGetProperty(name, out var value) ? value.GetString() : null;
}
