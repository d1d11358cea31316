namespace Lakehouse.Delta;

/// <summary>A row breaks a rule of the table: NOT NULL, a CHECK constraint, an invariant or a generated column. Nothing was written.</summary>
public sealed class ConstraintViolationException(string problem, Uri? table, long? version = null, string? file = null, Exception? inner = null)
    : DeltaException(problem, table, version, file, inner)
{
    /// <summary>Name of the rule, or null where it has none.</summary>
    public string? Constraint { get; init; }

    /// <summary>What it demands, as the table has it.</summary>
    public string? Expression { get; init; }

    /// <summary>The values of one row that breaks it, as text.</summary>
    public string? SampleRow { get; init; }

    /// <summary>How many of the rows break it.</summary>
    public long Rows { get; init; }
}
