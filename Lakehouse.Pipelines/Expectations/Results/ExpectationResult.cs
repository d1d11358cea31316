using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>How candidate rows met one expectation.</summary>
/// <param name="Type">Great Expectations' name.</param>
/// <param name="Arguments">The arguments, as JSON.</param>
/// <param name="Severity">What follows when it is not met.</param>
/// <param name="Success">Whether it is met.</param>
public sealed record ExpectationResult(string Type, string Arguments, Severity Severity, bool Success)
{
    /// <summary>Rows that meet the row condition.</summary>
    public long Elements { get; init; }

    /// <summary>Values that fail.</summary>
    public long Unexpected { get; init; }

    /// <summary>What was found, for people; null when there is nothing to say.</summary>
    public string? Observed { get; init; }

    /// <summary>Why it could not be checked, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What the suite notes about it, as JSON.</summary>
    public string Meta { get; init; } = "{}";

    /// <summary>The <c>result</c> of Great Expectations' validation result.</summary>
    public JsonObject Result { get; init; } = [];

    /// <summary>Some of the rows that fail: column → value. At most <see cref="SuiteValidator.SampleSize"/>.</summary>
    public IReadOnlyList<JsonObject> FailingRows { get; init; } = [];

    /// <summary>For people, in one line.</summary>
    public override string ToString() =>
        Error is not null ? $"{Type} {Arguments}: it cannot be checked: {Error}"
        : Elements > 0 || Unexpected > 0 ? $"{Type} {Arguments}: {Unexpected} of {Elements} unexpected{(Observed is null ? "" : $" ({Observed})")}"
        : $"{Type} {Arguments}{(Observed is null ? "" : $": {Observed}")}";
}
