namespace Amazon.Athena.Model;

/// <summary>Why a query failed.</summary>
public class AthenaError
{
    /// <summary>1 system, 2 user, 3 other.</summary>
    public int? ErrorCategory { get; set; }

    /// <summary>What went wrong.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>Athena's number for the error.</summary>
    public int? ErrorType { get; set; }

    /// <summary>Whether trying again may help.</summary>
    public bool? Retryable { get; set; }
}
