namespace Amazon.StepFunctions.Model;

/// <summary>A state that has ended.</summary>
public class StateExitedEventDetails
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>What it gave, as JSON.</summary>
    public string? Output { get; set; }
}
