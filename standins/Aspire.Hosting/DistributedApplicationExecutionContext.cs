namespace Aspire.Hosting;

/// <summary>Whether the application runs or is published.</summary>
/// <param name="operation">Which of both.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>Which of both.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>True while it runs.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>True while it is published.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}

/// <summary>What is done with the application.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>It runs.</summary>
    Run = 0,

    /// <summary>It is turned into something that can be deployed.</summary>
    Publish = 1,
}
