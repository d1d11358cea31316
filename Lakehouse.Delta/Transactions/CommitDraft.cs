namespace Lakehouse.Delta;

/// <summary>A commit's actions with all that follows from others of its actions or from the version that it becomes.</summary>
/// <remarks>So every write keeps the features of the table by coming through here: identity columns, row tracking, in-commit timestamps.</remarks>
internal sealed class CommitDraft
{
    private readonly Snapshot? snapshot;
    private readonly CommitInfo info;
    private readonly Metadata? metadata;
    private readonly RowTracking? rowTracking;
    private long earliest;

    public CommitDraft(Snapshot? snapshot, CommitInfo info, IReadOnlyList<LogAction> actions)
    {
        this.snapshot = snapshot;
        metadata = actions.OfType<Metadata>().SingleOrDefault() ?? snapshot?.Metadata;
        Actions = IdentityMarks.Record(actions, metadata);
        var marked = Actions.OfType<Metadata>().SingleOrDefault();
        this.info = marked is not null && !actions.OfType<Metadata>().Any() ? info with { Tags = With(info.Tags, "delta.identity.schemaUpdate", "true") } : info;
        metadata = marked ?? metadata;
        rowTracking = RowTracking.Of(actions.OfType<Protocol>().SingleOrDefault() ?? snapshot?.Protocol, metadata, snapshot);
        earliest = snapshot is null ? 0 : snapshot.Timestamp.ToUnixTimeMilliseconds() + 1;
    }

    /// <summary>The actions without <c>commitInfo</c>, as far as they do not hang on the version.</summary>
    public IReadOnlyList<LogAction> Actions { get; }

    private bool HasInCommitTimestamps => metadata?.IsOn(InCommitTimestamps.Enable) == true;

    /// <summary>The whole commit if it becomes this version.</summary>
    public IReadOnlyList<LogAction> At(long version, string isolationLevel)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var time = Math.Max(now, earliest);
        var actions = rowTracking?.Assign(Actions, version) ?? Actions;
        var ours = info with
        {
            TimestampMs = now,
            InCommitTimestampMs = HasInCommitTimestamps ? time : null,
            ReadVersion = snapshot?.Version,
            IsolationLevel = isolationLevel,
            Tags = rowTracking?.Tag(info.Tags, Actions) ?? info.Tags,
        };
        return [ours, .. HasInCommitTimestamps && snapshot is not null ? InCommitTimestamps.RecordStart(actions, snapshot.Metadata, version, time) : actions];
    }

    /// <summary>Another commit came first.</summary>
    public void MoveBehind(WinningCommit theirs)
    {
        earliest = Math.Max(earliest, (theirs.Info?.InCommitTimestampMs ?? theirs.Info?.TimestampMs ?? 0) + 1);
        rowTracking?.MoveBehind(theirs.Actions);
    }

    private static Dictionary<string, string?> With(IReadOnlyDictionary<string, string?>? tags, string key, string value) =>
        new(tags ?? EmptyMap.Instance, StringComparer.Ordinal) { [key] = value };
}
