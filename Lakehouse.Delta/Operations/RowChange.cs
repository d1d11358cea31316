namespace Lakehouse.Delta.Engine;

/// <summary>What an operation found out about the rows it changes, before anything is written.</summary>
internal sealed record RowChange
{
    /// <summary>The files of the snapshot, by their numbers.</summary>
    public required NumberedFile[] All { get; init; }

    /// <summary>
    /// A relation of the rows that leave their files, each once: <see cref="RowAddress.File"/>, <see cref="RowAddress.Row"/> and a boolean
    /// <see cref="Updated"/>, which is false for a row that is deleted. Null where whole files are all that leaves.
    /// </summary>
    public string? Leaving { get; init; }

    /// <summary>
    /// A SELECT of the rows of <see cref="Leaving"/> as they were, with <see cref="TypeOf"/>; null where the table has to be read for them.
    /// Only the change data feed needs it.
    /// </summary>
    public string? Before { get; init; }

    /// <summary>Files all of whose rows are deleted, which nobody had to read to know it.</summary>
    public IReadOnlyList<NumberedFile> Gone { get; init; } = [];

    /// <summary>The new versions of updated rows, given a scan of their files with row addresses.</summary>
    public Func<DeltaScan, IEnumerable<NewRows>> NewVersions { get; init; } = _ => [];

    /// <summary>Whether <see cref="NewVersions"/> makes use of the scan.</summary>
    public bool NewVersionsReadTable { get; init; } = true;

    /// <summary>Rows that are new.</summary>
    public IReadOnlyList<NewRows> Inserted { get; init; } = [];

    /// <summary>Number of rows that get a new version.</summary>
    public long UpdatedCount { get; init; }

    /// <summary>Number of rows that are new, or null when it is found out by writing them.</summary>
    public long? InsertedCount { get; init; } = 0;

    /// <summary>Name of the boolean column of <see cref="Leaving"/>.</summary>
    public const string Updated = "__updated";

    /// <summary>The type of change of a row that leaves its file, given whether it has a new version.</summary>
    public static string TypeOf(string updated) =>
        $"CASE WHEN {updated} THEN {Sql.Text(ChangeDataColumns.Preimage)} ELSE {Sql.Text(ChangeDataColumns.Delete)} END AS {ChangeDataColumns.ChangeType}";
}
