namespace Lakehouse.Delta;

/// <summary>Which engines can read a version of a table.</summary>
/// <param name="Version">The version.</param>
/// <param name="Features">Features that its readers must know.</param>
/// <param name="Engines">What is said of each engine.</param>
public sealed record CompatibilityReport(long Version, IReadOnlyList<string> Features, IReadOnlyList<EngineCompatibility> Engines);

/// <summary>Whether an engine can read a version of a table.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Obstacles">What is in the way; none when it can.</param>
public sealed record EngineCompatibility(ReadingEngine Engine, IReadOnlyList<Obstacle> Obstacles)
{
    /// <summary>Whether it can.</summary>
    public bool Reads => Obstacles.Count == 0;
}

/// <summary>Something that keeps an engine from reading a table.</summary>
/// <param name="Feature">A feature of the protocol, <c>reader version 4</c>, or a column with its type.</param>
/// <param name="Reason">What it means, and what can be done.</param>
public sealed record Obstacle(string Feature, string Reason);
