namespace Aspire.Hosting;

/// <summary>The model cannot be run as it is.</summary>
/// <param name="message">What is wrong, and what to do.</param>
public class DistributedApplicationException(string message) : Exception(message);
