namespace Aspire.Hosting;

/// <summary>The model cannot be run as it is.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">What caused it.</param>
public class DistributedApplicationException(string message, Exception? inner = null) : Exception(message, inner);
