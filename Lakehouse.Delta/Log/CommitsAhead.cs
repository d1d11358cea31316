using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>Reads commits in order, the next ones already on their way: a thousand small files one after the other are a thousand waits.</summary>
internal sealed class CommitsAhead : IAsyncDisposable
{
    private const int Ahead = 32;

    /// <summary>Commits of more bytes are not read ahead, so that memory stays bounded.</summary>
    private const long LargeCommit = 4 << 20;

    private readonly ObjectStore store;
    private readonly IReadOnlyList<LogFile> commits;
    private readonly CancellationTokenSource stop;
    private readonly Queue<Task<IReadOnlyList<LogAction>>> reading = new();
    private int next;

    public CommitsAhead(ObjectStore store, IReadOnlyList<LogFile> commits, CancellationToken cancellationToken)
    {
        this.store = store;
        this.commits = commits;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Fill();
    }

    /// <summary>The actions of the next commit, or null after the last.</summary>
    /// <exception cref="CorruptLogException">A line is damaged.</exception>
    /// <exception cref="MissingFileException">The commit went away.</exception>
    public async Task<IReadOnlyList<LogAction>?> NextAsync()
    {
        Fill();
        return reading.TryDequeue(out var commit) ? await commit.ConfigureAwait(false) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        foreach (var commit in reading)
        {
            await commit.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }

        stop.Dispose();
    }

    private void Fill()
    {
        while (next < commits.Count && (reading.Count == 0 || (reading.Count < Ahead && commits[next].Object.Size < LargeCommit)))
        {
            var commit = commits[next++];
            reading.Enqueue(Task.Run(() => ReadAsync(commit), stop.Token));
        }
    }

    private async Task<IReadOnlyList<LogAction>> ReadAsync(LogFile commit)
    {
        var actions = new List<LogAction>();
        await CommitReader.ReadAsync(store, commit, actions.Add, stop.Token).ConfigureAwait(false);
        return actions;
    }
}
