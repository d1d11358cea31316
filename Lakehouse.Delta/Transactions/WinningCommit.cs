using Lakehouse.Storage;

namespace Lakehouse.Delta;

/// <summary>A commit of another writer that came before ours.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Actions">Its actions.</param>
internal sealed record WinningCommit(long Version, IReadOnlyList<LogAction> Actions)
{
    /// <summary>What the writer says about it, or null.</summary>
    public CommitInfo? Info { get; } = Actions.OfType<CommitInfo>().FirstOrDefault();

    /// <summary>How messages call it.</summary>
    public string Name => $"Version {Version} of another writer{(Info?.Operation is { } operation ? $" ({operation})" : "")}";

    public static async Task<WinningCommit> ReadAsync(ObjectStore store, LogFile commit, CancellationToken cancellationToken)
    {
        var actions = new List<LogAction>();
        await CommitReader.ReadAsync(store, commit, actions.Add, cancellationToken).ConfigureAwait(false);
        return new WinningCommit(commit.Version, actions);
    }
}
