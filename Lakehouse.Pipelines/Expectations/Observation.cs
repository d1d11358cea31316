using System.Text.Json.Nodes;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>What was found out about one expectation.</summary>
/// <param name="Success">Whether it is met.</param>
internal sealed record Observation(bool Success)
{
    /// <summary>Rows that meet the row condition; null where Great Expectations does not count elements.</summary>
    public long? Elements { get; init; }

    /// <summary>Those of them that are looked at: without NULLs, or whatever is ignored.</summary>
    public long? Considered { get; init; }

    /// <summary>Those of them that fail.</summary>
    public long? Unexpected { get; init; }

    /// <summary>The value that was compared.</summary>
    public JsonNode? Observed { get; init; }

    /// <summary>More about it.</summary>
    public JsonNode? Details { get; init; }
}
