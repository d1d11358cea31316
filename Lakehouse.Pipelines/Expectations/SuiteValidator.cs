using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>Checks expectations on candidate rows: one scan for all of them, and few queries beyond it.</summary>
public static class SuiteValidator
{
    /// <summary>Failing rows and unexpected values that are kept of each expectation, as Great Expectations does by default.</summary>
    public const int SampleSize = 20;

    /// <summary>Checks all of them.</summary>
    /// <param name="expectations">The expectations.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="query">Runs queries on the database in which the rows are.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One result for each, in their order. One that cannot be checked has failed, and says why.</returns>
    public static async Task<CheckedSuite> CheckAsync(
        IReadOnlyList<Expectation> expectations, CandidateRows rows, QueryRunner query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expectations);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(query);
        var values = await ScanAsync([.. expectations.Where(expectation => Missing(expectation, rows) is null)], rows, query, cancellationToken).ConfigureAwait(false);
        var results = new List<ExpectationResult>(expectations.Count);
        foreach (var expectation in expectations)
        {
            results.Add(Missing(expectation, rows) is { } missing
                ? Failed(expectation, $"there is no column '{missing}'")
                : await CheckAsync(expectation, rows, values, query, cancellationToken).ConfigureAwait(false));
        }

        return new CheckedSuite(results, values);
    }

    private static string? Missing(Expectation expectation, CandidateRows rows) => expectation.Columns.FirstOrDefault(column => !rows.Has(column));

    /// <summary>The shared scan; null when it cannot be run, so that each expectation is asked by itself and the culprit is found.</summary>
    private static async Task<AggregateValues?> ScanAsync(IReadOnlyList<Expectation> expectations, CandidateRows rows, QueryRunner query, CancellationToken cancellationToken)
    {
        try
        {
            return await AggregateValues.ComputeAsync(expectations, rows, query, cancellationToken).ConfigureAwait(false);
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    private static async Task<ExpectationResult> CheckAsync(Expectation expectation, CandidateRows rows, AggregateValues? shared, QueryRunner query, CancellationToken cancellationToken)
    {
        try
        {
            var values = (shared ?? await AggregateValues.ComputeAsync([expectation], rows, query, cancellationToken).ConfigureAwait(false)).Of(expectation, rows);
            var followup = expectation.Followup(rows, values) is { } sql ? (await query(sql, cancellationToken).ConfigureAwait(false)).Rows : [];
            var observation = expectation.Judge(rows, values, followup);
            var failing = observation.Success && observation.Unexpected is null or 0 ? null : expectation.FailingRows(rows, values);
            return Describe(expectation, observation, failing is null ? [] : await SampleAsync(failing, query, cancellationToken).ConfigureAwait(false));
        }
        catch (DuckDBException error)
        {
            return Failed(expectation, error.Message.Split('\n', 2)[0]);
        }
    }

    private static async Task<IReadOnlyList<JsonObject>> SampleAsync(string failing, QueryRunner query, CancellationToken cancellationToken)
    {
        var sample = await query($"SELECT * FROM ({failing}) LIMIT {SampleSize}", cancellationToken).ConfigureAwait(false);
        return [.. sample.Rows.Select(row => new JsonObject(sample.Columns.Zip(row).DistinctBy(value => value.First).Select(value => KeyValuePair.Create(value.First, ResultValue.ToJson(value.Second)))))];
    }

    private static ExpectationResult Failed(Expectation expectation, string error) =>
        new(expectation.Type, expectation.Arguments, expectation.Severity, false) { Error = error, Meta = expectation.Meta };

    private static ExpectationResult Describe(Expectation expectation, Observation observation, IReadOnlyList<JsonObject> failing)
    {
        var unexpected = failing
            .Select(row => expectation.UnexpectedValue(column => row.FirstOrDefault(value => string.Equals(value.Key, column, StringComparison.OrdinalIgnoreCase)).Value?.DeepClone()))
            .ToList();
        return new ExpectationResult(expectation.Type, expectation.Arguments, expectation.Severity, observation.Success)
        {
            Elements = observation.Elements ?? 0,
            Unexpected = observation.Unexpected ?? 0,
            Observed = observation.Observed is not null ? $"observed {observation.Observed.ToJsonString()}"
                : observation.Unexpected > 0 && unexpected.Count > 0 ? $"for example {Plain(unexpected[0])}" : null,
            Meta = expectation.Meta,
            Result = ResultJson.Of(observation, unexpected, failing),
            FailingRows = failing,
        };
    }

    private static string Plain(JsonNode? value) => value is null ? "NULL" : value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value.ToJsonString();
}
