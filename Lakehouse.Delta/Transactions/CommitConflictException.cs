namespace Lakehouse.Delta;

/// <summary>A commit by another writer came first and ours does not hold after it: the operation must start again from the new version.</summary>
internal sealed class CommitConflictException(string reason, long version) : Exception(reason)
{
    public long Version { get; } = version;
}
