namespace Lakehouse.Delta;

/// <summary>What a finding of a verification is about.</summary>
public enum VerificationCheck
{
    /// <summary>A commit, a checkpoint or another file of the log.</summary>
    Log,

    /// <summary>A data file: whether it is there, its length, whether it can be read.</summary>
    File,

    /// <summary>A deletion vector.</summary>
    DeletionVector,

    /// <summary>The number of rows of a file.</summary>
    Rows,

    /// <summary>Minimum, maximum or null count of a column.</summary>
    Statistics,
}
