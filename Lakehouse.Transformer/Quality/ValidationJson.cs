using System.Globalization;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Quality;

/// <summary>A gate's results as Great Expectations' <c>ExpectationSuiteValidationResult</c> in JSON.</summary>
internal static class ValidationJson
{
    /// <param name="run">The run.</param>
    /// <param name="report">The table's part of it.</param>
    public static JsonObject Of(Run run, TableReport report)
    {
        var passed = report.Expectations.Count(result => result.Success);
        var count = report.Expectations.Count;
        return new JsonObject
        {
            ["success"] = passed == count,
            ["results"] = new JsonArray([.. report.Expectations.Select(Of)]),
            ["suite_name"] = report.Suite ?? report.Table,
            ["suite_parameters"] = new JsonObject(),
            ["statistics"] = new JsonObject
            {
                ["evaluated_expectations"] = count,
                ["successful_expectations"] = passed,
                ["unsuccessful_expectations"] = count - passed,
                ["success_percent"] = count == 0 ? null : 100.0 * passed / count,
            },
            ["meta"] = new JsonObject
            {
                ["run_id"] = new JsonObject { ["run_name"] = run.Id, ["run_time"] = (report.Started ?? run.Started)?.ToString("O", CultureInfo.InvariantCulture) },
                ["table"] = report.Table,
                ["outcome"] = report.State.ToString().ToLowerInvariant(),
                ["version"] = report.Version,
                ["inputs"] = new JsonObject(report.Inputs.Select(input => KeyValuePair.Create(input.Key, (JsonNode?)input.Value))),
                ["refresh"] = report.Refresh,
                ["engine"] = "lakehouse",
            },
            ["id"] = null,
        };
    }

    private static JsonObject Of(ExpectationResult result) => new()
    {
        ["success"] = result.Success,
        ["expectation_config"] = new JsonObject
        {
            ["type"] = result.Type,
            ["kwargs"] = JsonNode.Parse(result.Arguments),
            ["meta"] = JsonNode.Parse(result.Meta),
            ["severity"] = result.Severity.ToString().ToLowerInvariant(),
        },
        ["result"] = result.Result.DeepClone(),
        ["meta"] = new JsonObject { ["failing_rows"] = new JsonArray([.. result.FailingRows.Select(row => row.DeepClone())]) },
        ["exception_info"] = new JsonObject
        {
            ["raised_exception"] = result.Error is not null,
            ["exception_traceback"] = null,
            ["exception_message"] = result.Error,
        },
    };
}
