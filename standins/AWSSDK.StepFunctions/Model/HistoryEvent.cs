namespace Amazon.StepFunctions.Model;

/// <summary>Something that happened in an execution.</summary>
public class HistoryEvent
{
    /// <summary>Number, from 1.</summary>
    public long? Id { get; set; }

    /// <summary>The event that it follows from.</summary>
    public long? PreviousEventId { get; set; }

    /// <summary>The state that begins.</summary>
    public StateEnteredEventDetails? StateEnteredEventDetails { get; set; }

    /// <summary>The state that has ended.</summary>
    public StateExitedEventDetails? StateExitedEventDetails { get; set; }

    /// <summary>When it happened.</summary>
    public DateTime? Timestamp { get; set; }

    /// <summary>What happened.</summary>
    public HistoryEventType? Type { get; set; }
}
