namespace Lakehouse.Pipelines.Derived;

/// <summary>A file that follows from a pipeline's definition.</summary>
/// <param name="Name">File name.</param>
/// <param name="Content">The whole content, with a line feed at the end.</param>
public sealed record DerivedFile(string Name, string Content);
