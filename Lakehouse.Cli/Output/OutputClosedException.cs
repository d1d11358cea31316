namespace Lakehouse.Cli.Output;

/// <summary>Whoever read standard output has closed it.</summary>
/// <param name="inner">The failed write.</param>
internal sealed class OutputClosedException(IOException inner) : Exception("Standard output is closed.", inner);
