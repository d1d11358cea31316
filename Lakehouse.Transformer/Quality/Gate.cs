using Lakehouse.Delta.Engine;
using Lakehouse.Pipelines.Expectations;
using Lakehouse.Transformer.Curating;

namespace Lakehouse.Transformer.Quality;

/// <summary>Checks a model's expectation suite, and that its key is one, on rows that are not committed yet.</summary>
internal static class Gate
{
    /// <returns>One result for each expectation, first that for the key where the model declares one.</returns>
    public static async Task<CheckedSuite> CheckAsync(DuckDbEngine engine, ModelInputs inputs, Candidate candidate, CancellationToken cancellationToken)
    {
        IReadOnlyList<Expectation> expectations =
        [
            .. inputs.Model.Key.Count > 0 ? [KeyExpectation.Of(inputs.Model.Key)] : Array.Empty<Expectation>(),
            .. inputs.Model.Expectations?.Expectations ?? [],
        ];
        if (expectations.Any(expectation => expectation.Tables.Count > 0))
        {
            // An incremental refresh has cut the inputs down to what it needs; an expectation looks at all of them.
            await InputViews.CreateAsync(engine, inputs, InputViews.AllRowsAsync, cancellationToken);
        }

        return await SuiteValidator.CheckAsync(expectations, candidate.Rows, candidate.QueryRowsAsync, cancellationToken);
    }
}
