namespace Lakehouse.Transformer.Staging;

/// <summary>A table cannot be staged, for a reason that people can remove.</summary>
internal sealed class StagingException(string message) : Exception(message);
