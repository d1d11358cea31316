namespace Lakehouse.Pipelines.Expectations;

/// <summary>A Great Expectations 1.x suite.</summary>
/// <param name="Name">The suite's name.</param>
/// <param name="File">The JSON file: full path.</param>
/// <param name="Expectations">In the file's order.</param>
public sealed record ExpectationSuite(string Name, string File, IReadOnlyList<Expectation> Expectations);
