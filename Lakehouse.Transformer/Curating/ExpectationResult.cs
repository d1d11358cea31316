using Lakehouse.Pipelines.Expectations;

namespace Lakehouse.Transformer.Curating;

/// <summary>How candidate rows met one expectation.</summary>
/// <param name="Type">Great Expectations' name.</param>
/// <param name="Arguments">The arguments, as JSON.</param>
/// <param name="Severity">What follows when it is not met.</param>
/// <param name="Success">Whether it is met.</param>
/// <param name="Elements">Values looked at.</param>
/// <param name="Unexpected">Values that fail.</param>
/// <param name="Observed">What was found, for people; may be null.</param>
internal sealed record ExpectationResult(string Type, string Arguments, Severity Severity, bool Success, long Elements, long Unexpected, string? Observed)
{
    public override string ToString() =>
        $"{Type} {Arguments}: {Unexpected} of {Elements} unexpected{(Observed is null ? "" : $" ({Observed})")}";
}
