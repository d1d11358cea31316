using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>What happened in an execution; of some fifty kinds those that the product asks for.</summary>
public class HistoryEventType : ConstantClass
{
    /// <summary>A task begins.</summary>
    public static readonly HistoryEventType TaskStateEntered = new("TaskStateEntered");

    /// <summary>A task has ended.</summary>
    public static readonly HistoryEventType TaskStateExited = new("TaskStateExited");

    /// <summary>A value by its name.</summary>
    public HistoryEventType(string value)
        : base(value)
    {
    }

    /// <summary>A value by its name, one for each name.</summary>
    public static HistoryEventType FindValue(string value) => FindValue<HistoryEventType>(value);

    /// <summary>A value by its name.</summary>
    public static implicit operator HistoryEventType(string value) => FindValue(value);
}
