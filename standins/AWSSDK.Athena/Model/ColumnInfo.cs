namespace Amazon.Athena.Model;

/// <summary>A column.</summary>
public class ColumnInfo
{
    /// <summary>Its label.</summary>
    public string? Label { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Digits of a decimal.</summary>
    public int? Precision { get; set; }

    /// <summary>Digits after the point.</summary>
    public int? Scale { get; set; }

    /// <summary>Its type.</summary>
    public string? Type { get; set; }
}
