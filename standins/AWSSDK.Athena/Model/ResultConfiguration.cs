namespace Amazon.Athena.Model;

/// <summary>Where a result goes.</summary>
public class ResultConfiguration
{
    /// <summary>An <c>s3://</c> URI: a prefix in requests, the file in answers.</summary>
    public string? OutputLocation { get; set; }
}
