namespace Lakehouse.Delta;

/// <summary>What an operation has read of the table, and so must not have changed when its commit comes later.</summary>
internal sealed record TableRead
{
    private readonly HashSet<string>? paths;
    private readonly Func<AddFile, bool> wouldRead;

    private TableRead(HashSet<string>? paths, Func<AddFile, bool> wouldRead)
    {
        this.paths = paths;
        this.wouldRead = wouldRead;
    }

    /// <summary>No rows at all: a blind append.</summary>
    public static TableRead Nothing { get; } = new([], _ => false);

    /// <summary>All rows.</summary>
    public static TableRead WholeTable { get; } = new(null, _ => true);

    /// <summary>Overrides the table's isolation level, or null.</summary>
    public IsolationLevel? Isolation { get; init; }

    /// <summary>Whether the operation read no rows.</summary>
    public bool IsNothing => paths is { Count: 0 } && ReferenceEquals(wouldRead, Nothing.wouldRead);

    /// <summary>Only these files, whose rows were chosen by a predicate or by hand.</summary>
    /// <param name="files">The files that were read, which must be all that can hold a row of the predicate.</param>
    /// <param name="wouldRead">
    /// Whether a file that another writer added could hold a row of the predicate, by its partition values or statistics; null when
    /// rows of other files do not matter, as for compaction.
    /// </param>
    public static TableRead Of(IEnumerable<AddFile> files, Func<AddFile, bool>? wouldRead = null) =>
        new(files.Select(file => FilePath.Canonical(file.Path)).ToHashSet(StringComparer.Ordinal), wouldRead ?? Nothing.wouldRead);

    /// <summary>Whether the operation has read a file.</summary>
    public bool HasRead(string path) => paths is null || paths.Contains(FilePath.Canonical(path));

    /// <summary>Whether the operation would have read a file, had it been there.</summary>
    public bool WouldRead(AddFile file) => wouldRead(file);
}
