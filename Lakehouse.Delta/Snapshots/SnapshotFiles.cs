namespace Lakehouse.Delta;

/// <summary>
/// The logical files of a version: all of them, or those of an earlier version and the commits since, which are applied when somebody asks.
/// So a writer that only appends never pays for the number of files.
/// </summary>
internal sealed class SnapshotFiles
{
    /// <summary>Commits that may wait; more of them keep more memory than applying them costs.</summary>
    private const int MaxWaiting = 64;

    private readonly Lock gate = new();
    private SnapshotFiles? before;
    private IReadOnlyList<LogAction> commit;
    private IReadOnlyList<AddFile>? files;
    private IReadOnlyCollection<RemoveFile> tombstones;

    public SnapshotFiles(Reconciliation state)
    {
        files = [.. state.Files];
        tombstones = [.. state.Tombstones];
        commit = [];
    }

    private SnapshotFiles(SnapshotFiles before, IReadOnlyList<LogAction> commit)
    {
        this.before = before;
        this.commit = commit;
        tombstones = [];
        Waiting = before.Waiting + 1;
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<AddFile> Files
    {
        get
        {
            Resolve();
            return files!;
        }
    }

    /// <summary>The files that left the table.</summary>
    public IReadOnlyCollection<RemoveFile> Tombstones
    {
        get
        {
            Resolve();
            return tombstones;
        }
    }

    private int Waiting { get; set; }

    /// <summary>The files after one more commit.</summary>
    public SnapshotFiles After(IReadOnlyList<LogAction> actions)
    {
        if (Waiting >= MaxWaiting)
        {
            Resolve();
        }

        return new SnapshotFiles(this, [.. actions.Where(action => action is AddFile or RemoveFile)]);
    }

    private void Resolve()
    {
        lock (gate)
        {
            if (files is not null)
            {
                return;
            }

            var state = new Reconciliation();
            Replay(state);
            files = [.. state.Files];
            tombstones = [.. state.Tombstones];
            (before, commit, Waiting) = (null, [], 0);
        }
    }

    /// <summary>Locks are taken from later versions to earlier ones only, so two threads cannot wait for each other.</summary>
    private void Replay(Reconciliation state)
    {
        var start = before!;
        lock (start.gate)
        {
            if (start.files is null)
            {
                start.Replay(state);
            }
            else
            {
                foreach (var action in start.files.AsEnumerable<LogAction>().Concat(start.tombstones))
                {
                    state.Apply(action);
                }
            }
        }

        state.BeginCommit();
        foreach (var action in commit)
        {
            state.ApplyInCommit(action);
        }

        state.EndCommit();
    }
}
