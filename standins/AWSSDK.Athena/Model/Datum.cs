namespace Amazon.Athena.Model;

/// <summary>A value.</summary>
public class Datum
{
    /// <summary>The value as text, or null.</summary>
    public string? VarCharValue { get; set; }
}
