namespace Lakehouse.Delta;

/// <summary>Decides whether our actions still hold after a commit that came first: the rules of Delta's isolation levels.</summary>
/// <param name="ours">What we want to commit.</param>
/// <param name="read">What we have read.</param>
/// <param name="table">The level that the table asks for.</param>
internal sealed class ConflictCheck(IReadOnlyList<LogAction> ours, TableRead read, IsolationLevel table)
{
    private const string RowTrackingDomain = "delta.rowTracking";

    private readonly IsolationLevel level = read.Isolation ?? table;
    private readonly bool changesMetadata = ours.Any(action => action is Metadata);
    private readonly HashSet<string> transactions = ours.OfType<AppTransaction>().Select(action => action.AppId).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> domains = ours.OfType<DomainMetadata>().Select(action => action.Domain).Where(domain => domain != RowTrackingDomain).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> removed = ours.OfType<RemoveFile>().Select(action => FilePath.Canonical(action.Path)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether we only rearrange rows: what others add does not matter then.</summary>
    private readonly bool onlyRearranges = ours.All(action => action is AddFile { DataChange: false } or RemoveFile { DataChange: false } or DomainMetadata { Domain: RowTrackingDomain });

    /// <summary>The level as <c>commitInfo</c> has it.</summary>
    public string LevelName => onlyRearranges ? "SnapshotIsolation" : level.ToString();

    /// <summary>The level in a table's properties; one that is not known counts as the strictest.</summary>
    public static IsolationLevel LevelOf(Metadata? metadata) => metadata?.Property("delta.isolationLevel") is { } text
        && !string.Equals(text, nameof(IsolationLevel.WriteSerializable), StringComparison.OrdinalIgnoreCase) ? IsolationLevel.Serializable : IsolationLevel.WriteSerializable;

    /// <exception cref="CommitConflictException">They do not hold.</exception>
    public void Check(WinningCommit theirs)
    {
        var blind = theirs.Info?.IsBlindAppend == true;
        var countsBlindAppends = level == IsolationLevel.Serializable || changesMetadata;
        foreach (var action in theirs.Actions)
        {
            switch (action)
            {
                case Protocol:
                    throw Conflict(theirs, ConflictKind.ProtocolChanged, "changed the protocol");
                case Metadata when changesMetadata || !OnlyMovesIdentities(theirs):
                    throw Conflict(theirs, ConflictKind.MetadataChanged, "changed the table's metadata");
                case AppTransaction transaction when transactions.Contains(transaction.AppId):
                    throw Conflict(theirs, ConflictKind.ConcurrentTransaction, $"recorded the application transaction '{transaction.AppId}'");
                case DomainMetadata domain when domains.Contains(domain.Domain):
                    throw Conflict(theirs, ConflictKind.ConcurrentTransaction, $"changed the metadata domain '{domain.Domain}'");
                case RemoveFile remove when removed.Contains(FilePath.Canonical(remove.Path)):
                    throw Conflict(theirs, ConflictKind.ConcurrentDeleteDelete, "removed a data file, or marked rows of one, that this operation removes or marks", remove.Path);
                case RemoveFile { DataChange: true } remove when read.HasRead(remove.Path):
                    throw Conflict(theirs, ConflictKind.ConcurrentDeleteRead, "removed rows that this operation has read", remove.Path);
                case AddFile { DataChange: true } add when !onlyRearranges && (countsBlindAppends || !blind) && read.WouldRead(add):
                    throw Conflict(theirs, ConflictKind.ConcurrentAppend, "added rows that this operation would have read", add.Path);
            }
        }
    }

    /// <summary>Spark marks commits whose only change of metadata is the next value of an identity column.</summary>
    private static bool OnlyMovesIdentities(WinningCommit theirs) =>
        theirs.Info?.Tags is { } tags && tags.TryGetValue("delta.identity.schemaUpdate", out var moved) && string.Equals(moved, "true", StringComparison.OrdinalIgnoreCase);

    private static CommitConflictException Conflict(WinningCommit theirs, ConflictKind kind, string what, string? file = null) =>
        new(kind, $"{theirs.Name} came first and {what}.", theirs.Version, file);
}
