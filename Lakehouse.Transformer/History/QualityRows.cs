using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.History;

/// <summary>The table <c>ops.quality_results</c>: one row for each expectation that a gate checked.</summary>
internal static class QualityRows
{
    public static readonly (string Name, string Type)[] Columns =
    [
        ("run_id", "VARCHAR"), ("pipeline", "VARCHAR"), ("table", "VARCHAR"), ("suite", "VARCHAR"), ("checked", "TIMESTAMPTZ"), ("expectation", "VARCHAR"), ("kwargs", "VARCHAR"),
        ("severity", "VARCHAR"), ("success", "BOOLEAN"), ("element_count", "BIGINT"), ("unexpected_count", "BIGINT"), ("observed", "VARCHAR"), ("error", "VARCHAR"),
        ("result", "VARCHAR"), ("outcome", "VARCHAR"), ("version", "BIGINT"),
    ];

    public static IEnumerable<object?[]> Of(string pipeline, Run run) =>
        from report in run.Reports
        from result in report.Expectations
        select new object?[]
        {
            run.Id, pipeline, report.Table, report.Suite, report.Started, result.Type, result.Arguments,
            result.Severity.ToString().ToLowerInvariant(), result.Success, result.Elements, result.Unexpected, result.Observed, result.Error,
            result.Result.ToJsonString(), report.State.ToString().ToLowerInvariant(), report.Version,
        };
}
