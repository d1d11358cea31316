using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lakehouse.Transformer.Runs;

/// <summary>Runs as JSON, the same in answers and in events.</summary>
internal static class RunJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>A line of <c>GET /runs</c>.</summary>
    public static object Summary(Run run) => new
    {
        run.Id,
        run.Trigger,
        run.State,
        run.Started,
        run.Finished,
        options = OptionsOf(run),
        engine = run.Execution is null ? "local" : "glue",
        rowsRead = run.Reports.Sum(report => report.RowsRead),
        commits = run.Reports.Sum(report => report.Commits),
        failed = run.Reports.Where(report => report.IsBroken).Select(report => report.Table),
    };

    /// <summary>All that is known about a run.</summary>
    public static object Whole(Run run) => new { run.Id, run.Trigger, run.State, run.Started, run.Finished, options = OptionsOf(run), run.Execution, tables = run.Reports };

    private static string? OptionsOf(Run run) => run.Options.IsDefault ? null : run.Options.ToString();
}
