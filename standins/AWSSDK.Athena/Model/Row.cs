namespace Amazon.Athena.Model;

/// <summary>A row.</summary>
public class Row
{
    /// <summary>The values, in the columns' order.</summary>
    public List<Datum>? Data { get; set; }
}
