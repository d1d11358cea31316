namespace Lakehouse.Delta;

/// <summary>Replays actions, oldest first, into the state of the table (protocol: Action Reconciliation).</summary>
internal sealed class Reconciliation
{
    /// <summary>The dictionary lives as long as the replay, so that what it has too much is soon free again.</summary>
    private const int Growth = 8;

    private readonly Dictionary<FileKey, AddFile> files = [];
    private readonly Dictionary<FileKey, RemoveFile> tombstones = [];
    private readonly Dictionary<string, AppTransaction> transactions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DomainMetadata> domains = new(StringComparer.Ordinal);
    private readonly List<AddFile> addsOfCommit = [];

    public Protocol? Protocol { get; private set; }

    public Metadata? Metadata { get; private set; }

    /// <summary>The commitInfo of the last commit that was replayed.</summary>
    public CommitInfo? LastCommitInfo { get; private set; }

    public IReadOnlyCollection<AddFile> Files => files.Values;

    public IReadOnlyCollection<RemoveFile> Tombstones => tombstones.Values;

    public IReadOnlyDictionary<string, AppTransaction> Transactions => transactions;

    public IReadOnlyDictionary<string, DomainMetadata> Domains => domains;

    /// <summary>Ends a commit. Its adds count after its removes, whatever their order in the file.</summary>
    public void EndCommit()
    {
        foreach (var add in addsOfCommit)
        {
            Apply(add);
        }

        addsOfCommit.Clear();
    }

    public void BeginCommit() => LastCommitInfo = null;

    public void ApplyInCommit(LogAction action)
    {
        if (action is AddFile add)
        {
            addsOfCommit.Add(add);
        }
        else
        {
            Apply(action);
        }
    }

    /// <summary>Applies an action of a checkpoint, where order means nothing.</summary>
    public void Apply(LogAction action)
    {
        switch (action)
        {
            case AddFile add:
                var added = new FileKey(add.Path, add.DeletionVector);
                if (files.Count == files.Capacity)
                {
                    files.EnsureCapacity(files.Count * Growth); // copying it over and over was a tenth of opening a table of 100,000 files
                }

                files[added] = add;
                if (tombstones.Count > 0)
                {
                    tombstones.Remove(added);
                }

                break;
            case RemoveFile remove:
                var removed = new FileKey(remove.Path, remove.DeletionVector);
                files.Remove(removed);
                tombstones[removed] = remove;
                break;
            case Protocol protocol: Protocol = protocol; break;
            case Metadata metadata: Metadata = metadata; break;
            case AppTransaction transaction: transactions[transaction.AppId] = transaction; break;
            case DomainMetadata { Removed: true } domain: domains.Remove(domain.Domain); break;
            case DomainMetadata domain: domains[domain.Domain] = domain; break;
            case CommitInfo info: LastCommitInfo = info; break;
        }
    }

    /// <summary>Forgets everything: for a new start after a damaged checkpoint.</summary>
    public void Clear()
    {
        files.Clear();
        tombstones.Clear();
        transactions.Clear();
        domains.Clear();
        addsOfCommit.Clear();
        (Protocol, Metadata, LastCommitInfo) = (null, null, null);
    }

    /// <summary>Key of a logical file: path and deletion vector.</summary>
    private readonly record struct FileKey
    {
        public FileKey(string path, DeletionVectorDescriptor? vector)
        {
            Path = FilePath.Canonical(path);
            Vector = vector?.UniqueId;
        }

        public string Path { get; }

        public string? Vector { get; }
    }
}
