using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Replays the log from its first version to its last, and holds each checkpoint against what the commits say.</summary>
internal sealed class LogVerification(ObjectStore store, Action<VerificationFinding> found, IProgress<OperationProgress>? listener)
{
    /// <summary>The state after the commits so far; null while it is not known, as after a gap or a damaged commit.</summary>
    private Reconciliation? state;

    public long Commits { get; private set; }

    public long Checkpoints { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var listing = await LogListing.ReadAsync(store, 0, cancellationToken).ConfigureAwait(false);
        var checkpoints = listing.Checkpoints(long.MaxValue).ToLookup(checkpoint => checkpoint.Version);
        var versions = listing.Commits.Keys.Concat(checkpoints.Select(version => version.Key)).Distinct().Order().ToArray();
        state = versions.FirstOrDefault() == 0 && listing.Commits.ContainsKey(0) ? new Reconciliation() : null;
        var next = versions.FirstOrDefault();
        var progress = new StepProgress(listener, "reading the log", "versions", versions.Length).Begin();
        foreach (var version in versions)
        {
            if (listing.Commits.TryGetValue(version, out var commit))
            {
                await GapAsync(listing, checkpoints, next, version, cancellationToken).ConfigureAwait(false);
                await CommitAsync(commit, cancellationToken).ConfigureAwait(false);
                next = version + 1;
            }

            foreach (var checkpoint in checkpoints[version])
            {
                await CheckpointAsync(checkpoint, atCommit: next == version + 1, cancellationToken).ConfigureAwait(false);
                next = Math.Max(next, version + 1);
            }

            progress.Add(1);
        }

        await HintAsync(checkpoints, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Commits that are missing between two that are there: compacted commits may stand for them, and a checkpoint makes them unimportant for what follows.</summary>
    private async Task GapAsync(LogListing listing, ILookup<long, CheckpointFiles> checkpoints, long next, long version, CancellationToken cancellationToken)
    {
        while (next < version)
        {
            if (listing.Compactions.Where(file => file.Version == next && file.EndVersion < version).OrderByDescending(file => file.EndVersion).Cast<LogFile?>().FirstOrDefault() is not { } compaction)
            {
                state = null;
                found(new VerificationFinding(VerificationCheck.Log, $"{(next == version - 1 ? $"The commit {next} is" : $"The commits {next} to {version - 1} are")} missing, so versions from {next} to the next checkpoint cannot be read.", next, LogFile.CommitPath(next)));
                return;
            }

            await CommitAsync(compaction, cancellationToken).ConfigureAwait(false);
            next = compaction.EndVersion + 1;
        }
    }

    private async Task CommitAsync(LogFile commit, CancellationToken cancellationToken)
    {
        Commits++;
        state?.BeginCommit();
        try
        {
            await CommitReader.ReadAsync(store, commit, action => state?.ApplyInCommit(action), cancellationToken).ConfigureAwait(false);
            state?.EndCommit();
            if (commit.Version == 0 && state is { } first && (first.Protocol is null || first.Metadata is null))
            {
                found(new VerificationFinding(VerificationCheck.Log, $"The first commit has no {(first.Protocol is null ? "protocol" : "metaData")} action.", 0, commit.Path));
            }
        }
        catch (DeltaException damage) when (damage is CorruptLogException or MissingFileException)
        {
            state = null;
            found(new VerificationFinding(VerificationCheck.Log, damage.Message, commit.Version, commit.Path));
        }
    }

    private async Task CheckpointAsync(CheckpointFiles checkpoint, bool atCommit, CancellationToken cancellationToken)
    {
        Checkpoints++;
        var read = new Reconciliation();
        try
        {
            await CheckpointReader.ReadAsync(store, checkpoint, read.Apply, cancellationToken).ConfigureAwait(false);
            await CheckpointStructVerification.RunAsync(store, checkpoint, found, cancellationToken).ConfigureAwait(false);
        }
        catch (DeltaException damage) when (damage is CorruptLogException or MissingFileException)
        {
            found(new VerificationFinding(VerificationCheck.Log, damage.Message, checkpoint.Version, damage.File ?? checkpoint.Files[0].Path));
            return;
        }

        if (state is null || !atCommit)
        {
            state = read; // nothing is known that it could be held against
            return;
        }

        foreach (var difference in CheckpointComparison.Differences(state, read))
        {
            found(new VerificationFinding(VerificationCheck.Log, $"The checkpoint does not say what the commits say: {difference}", checkpoint.Version, checkpoint.Files[0].Path));
        }
    }

    /// <summary><c>_last_checkpoint</c> names a checkpoint that is there.</summary>
    private async Task HintAsync(ILookup<long, CheckpointFiles> checkpoints, CancellationToken cancellationToken)
    {
        if (await LastCheckpoint.ReadVersionAsync(store, cancellationToken).ConfigureAwait(false) is { } version && !checkpoints.Contains(version))
        {
            found(new VerificationFinding(VerificationCheck.Log, $"It names the checkpoint of version {version}, which is not there whole. Readers find the table without it, more slowly.", version, LastCheckpoint.Path));
        }
    }
}
