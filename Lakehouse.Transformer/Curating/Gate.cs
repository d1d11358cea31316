using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Engines;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Curating;

/// <summary>Checks a model's expectation suite, and that its key is one, on rows that are not committed yet.</summary>
internal static class Gate
{
    private const string KeyCheck = "key_is_unique";

    /// <returns>One result for each expectation, and one for the key where the model declares one.</returns>
    public static async Task<IReadOnlyList<ExpectationResult>> CheckAsync(DuckDbEngine engine, Model model, CandidateRows rows, CancellationToken cancellationToken)
    {
        var results = new List<ExpectationResult>();
        if (model.Key.Count > 0)
        {
            results.Add(await CheckKeyAsync(engine, model.Key, rows, cancellationToken));
        }

        foreach (var expectation in model.Expectations?.Expectations ?? [])
        {
            var missing = expectation.Columns.FirstOrDefault(column => !rows.Columns.Contains(column, StringComparer.OrdinalIgnoreCase));
            results.Add(missing is not null
                ? new ExpectationResult(expectation.Type, expectation.Arguments, expectation.Severity, false, 0, 0, $"there is no column '{missing}'")
                : await RunAsync(engine, expectation.Type, expectation.Arguments, expectation.Severity, expectation.ToSql(rows), cancellationToken));
        }

        return results;
    }

    private static Task<ExpectationResult> CheckKeyAsync(DuckDbEngine engine, IReadOnlyList<string> key, CandidateRows rows, CancellationToken cancellationToken)
    {
        var arguments = $"[{string.Join(", ", key)}]";
        var missing = key.FirstOrDefault(column => !rows.Columns.Contains(column, StringComparer.OrdinalIgnoreCase));
        return missing is not null
            ? Task.FromResult(new ExpectationResult(KeyCheck, arguments, Severity.Critical, false, 0, 0, $"there is no column '{missing}'"))
            : RunAsync(
                engine,
                KeyCheck,
                arguments,
                Severity.Critical,
                $"SELECT count(*) = 0, coalesce(sum(n), 0), coalesce(sum(n), 0), min(example) FROM (SELECT count(*) AS n, concat_ws(', ', {Identifiers(key)}) AS example FROM {rows.Relation} GROUP BY {Identifiers(key)} HAVING count(*) > 1)",
                cancellationToken);
    }

    private static async Task<ExpectationResult> RunAsync(DuckDbEngine engine, string type, string arguments, Severity severity, string sql, CancellationToken cancellationToken) =>
        (await engine.QueryAsync(
            sql,
            row => new ExpectationResult(type, arguments, severity, row.GetBoolean(0), row.Number(1), row.Number(2), row.IsDBNull(3) ? null : row.GetString(3)),
            cancellationToken))[0];
}
