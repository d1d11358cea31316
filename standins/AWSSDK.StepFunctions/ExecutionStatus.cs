using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>How far an execution is.</summary>
public class ExecutionStatus : ConstantClass
{
    /// <summary>Somebody stopped it.</summary>
    public static readonly ExecutionStatus ABORTED = new("ABORTED");

    /// <summary>It has failed.</summary>
    public static readonly ExecutionStatus FAILED = new("FAILED");

    /// <summary>It waits to go on after a failure.</summary>
    public static readonly ExecutionStatus PENDING_REDRIVE = new("PENDING_REDRIVE");

    /// <summary>It runs.</summary>
    public static readonly ExecutionStatus RUNNING = new("RUNNING");

    /// <summary>It has ended well.</summary>
    public static readonly ExecutionStatus SUCCEEDED = new("SUCCEEDED");

    /// <summary>It took longer than its definition allows.</summary>
    public static readonly ExecutionStatus TIMED_OUT = new("TIMED_OUT");

    /// <summary>A value by its name.</summary>
    public ExecutionStatus(string value)
        : base(value)
    {
    }

    /// <summary>A value by its name, one for each name.</summary>
    public static ExecutionStatus FindValue(string value) => FindValue<ExecutionStatus>(value);

    /// <summary>A value by its name.</summary>
    public static implicit operator ExecutionStatus(string value) => FindValue(value);
}
