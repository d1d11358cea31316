namespace Amazon.StepFunctions.Model;

/// <summary>A state that begins.</summary>
public class StateEnteredEventDetails
{
    /// <summary>What it gets, as JSON.</summary>
    public string? Input { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }
}
