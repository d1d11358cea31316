using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Runs;

namespace Lakehouse.Transformer.Quality;

/// <summary>A run's gates as one HTML page that needs nothing but itself.</summary>
internal static class DataDocs
{
    private const string Style = """
        body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c2430;background:#fff}
        h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}table{border-collapse:collapse;width:100%;margin:.6rem 0}
        th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e1e5ea;vertical-align:top}th{font-weight:600;color:#55606e}
        code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}.ok{color:#116b3c}.critical{color:#b3261e}.warning{color:#8a5a00}.info{color:#55606e}
        details{margin:.4rem 0}td.n,th.n{text-align:right}td.n{font-variant-numeric:tabular-nums}
        @media(prefers-color-scheme:dark){body{background:#14181d;color:#dde3ea}th,td{border-color:#2c333c}.ok{color:#6fd19b}.critical{color:#ff8a80}.warning{color:#f0bf66}}
        """;

    public static string Page(string pipeline, Run run)
    {
        var page = Start($"{pipeline}: quality of run {run.Id}");
        page.Append(CultureInfo.InvariantCulture, $"<p>Started {run.Started:yyyy-MM-dd HH:mm:ss} UTC, {Text(run.State.ToString().ToLowerInvariant())}. <a href=\"index.html\">All runs</a></p>\n");
        foreach (var report in run.Reports.Where(report => report.Expectations.Count > 0))
        {
            Table(page, report);
        }

        return page.Append("</body></html>\n").ToString();
    }

    /// <param name="pipeline">The pipeline.</param>
    /// <param name="runs">The runs that have a page: id, newest first.</param>
    public static string Index(string pipeline, IEnumerable<string> runs)
    {
        var page = Start($"{pipeline}: quality");
        page.Append("<ul>\n");
        foreach (var id in runs)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{Text(id)}.html\">{Text(id)}</a> {Time(id)}</li>\n");
        }

        return page.Append("</ul></body></html>\n").ToString();
    }

    private static void Table(StringBuilder page, TableReport report)
    {
        var failed = report.Expectations.Count(result => !result.Success);
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(report.Table)}: {Text(report.State.ToString().ToLowerInvariant())}</h2>\n<p>{report.Expectations.Count - failed} of {report.Expectations.Count} expectations met");
        page.Append(report.Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"; version {version} serves") : "; there is no version yet");
        page.Append(report.Reason is { } reason ? $": {Text(reason)}" : ".").Append("</p>\n<table><tr><th>expectation</th><th>severity</th><th>met</th><th class=\"n\">unexpected</th><th>found</th></tr>\n");
        foreach (var result in report.Expectations.OrderBy(result => result.Success).ThenBy(result => result.Severity))
        {
            Row(page, result);
        }

        page.Append("</table>\n");
        foreach (var result in report.Expectations.Where(result => result.FailingRows.Count > 0))
        {
            Sample(page, result);
        }
    }

    private static void Row(StringBuilder page, ExpectationResult result)
    {
        var severity = result.Severity.ToString().ToLowerInvariant();
        page.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Text(result.Type)}</code><br><code>{Text(result.Arguments)}</code></td><td>{severity}</td><td class=\"{(result.Success ? "ok" : severity)}\">{(result.Success ? "yes" : "no")}</td>");
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{(result.Result.ContainsKey("unexpected_count") ? $"{result.Unexpected:N0} of {result.Elements:N0}" : "")}</td><td>{Text(result.Error ?? result.Observed ?? "")}</td></tr>\n");
    }

    private static void Sample(StringBuilder page, ExpectationResult result)
    {
        var columns = result.FailingRows.SelectMany(row => row.Select(value => value.Key)).Distinct().ToList();
        page.Append(CultureInfo.InvariantCulture, $"<details><summary>{(result.FailingRows.Count == 1 ? "1 row that fails" : $"{result.FailingRows.Count} rows that fail")} <code>{Text(result.ToString())}</code></summary>\n<table><tr>{string.Concat(columns.Select(column => $"<th>{Text(column)}</th>"))}</tr>\n");
        foreach (var row in result.FailingRows)
        {
            page.Append("<tr>").AppendJoin("", columns.Select(column => $"<td>{Value(row[column])}</td>")).Append("</tr>\n");
        }

        page.Append("</table></details>\n");
    }

    private static StringBuilder Start(string title) =>
        new($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)}</title>\n<style>{Style}</style></head>\n<body><h1>{Text(title)}</h1>\n");

    private static string Value(JsonNode? value) => value is null ? "<i>NULL</i>" : Text(value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value.ToJsonString());

    /// <summary>The first 48 bits of a run's id are its milliseconds since 1970.</summary>
    private static string Time(string id) =>
        id.Length >= 12 && long.TryParse(id.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
