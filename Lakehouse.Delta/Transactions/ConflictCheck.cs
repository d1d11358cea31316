namespace Lakehouse.Delta;

/// <summary>Decides whether our actions still hold after a commit that came first.</summary>
/// <remarks>
/// Stricter than Delta's WriteSerializable where it costs little: an operation that read the table starts again after any
/// commit that changed rows, blind appends included, so that an upsert never leaves two rows of one key.
/// </remarks>
internal static class ConflictCheck
{
    /// <exception cref="CommitConflictException">They do not.</exception>
    public static void Check(IReadOnlyList<LogAction> ours, bool readsTable, IEnumerable<LogAction> theirs, long version)
    {
        var transactions = ours.OfType<AppTransaction>().Select(action => action.AppId).ToHashSet(StringComparer.Ordinal);
        var domains = ours.OfType<DomainMetadata>().Select(action => action.Domain).ToHashSet(StringComparer.Ordinal);
        var removed = ours.OfType<RemoveFile>().Select(action => FilePath.Canonical(action.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var action in theirs)
        {
            var reason = action switch
            {
                Protocol => "it changed the protocol",
                Metadata => "it changed the table's metadata",
                AppTransaction transaction when transactions.Contains(transaction.AppId) => $"it recorded the application transaction '{transaction.AppId}'",
                DomainMetadata domain when domains.Contains(domain.Domain) => $"it changed the domain metadata '{domain.Domain}'",
                RemoveFile remove when removed.Contains(FilePath.Canonical(remove.Path)) => $"it removed the file {remove.Path}",
                RemoveFile { DataChange: true } when readsTable => "it removed rows",
                AddFile { DataChange: true } when readsTable => "it added rows",
                _ => null,
            };
            if (reason is not null)
            {
                throw new CommitConflictException($"Version {version} of another writer came first and {reason}.", version);
            }
        }
    }
}
