namespace Lakehouse.Delta;

/// <summary>What a version says besides its files.</summary>
/// <param name="Protocol">Protocol versions and features.</param>
/// <param name="Metadata">Schema, partitioning and properties.</param>
/// <param name="Transactions">Progress of applications, by appId.</param>
/// <param name="Domains">Live domain metadata, by domain.</param>
internal sealed record TableState(Protocol Protocol, Metadata Metadata, IReadOnlyDictionary<string, AppTransaction> Transactions, IReadOnlyDictionary<string, DomainMetadata> Domains)
{
    public static TableState Of(Reconciliation replayed) => new(replayed.Protocol!, replayed.Metadata!, replayed.Transactions, replayed.Domains);

    /// <summary>The state after one more commit.</summary>
    public TableState After(IReadOnlyList<LogAction> commit)
    {
        var state = this;
        foreach (var action in commit)
        {
            state = action switch
            {
                Protocol protocol => state with { Protocol = protocol },
                Metadata metadata => state with { Metadata = metadata },
                AppTransaction transaction => state with { Transactions = new Dictionary<string, AppTransaction>(state.Transactions, StringComparer.Ordinal) { [transaction.AppId] = transaction } },
                DomainMetadata domain => state with { Domains = With(state.Domains, domain) },
                _ => state,
            };
        }

        return state;
    }

    private static Dictionary<string, DomainMetadata> With(IReadOnlyDictionary<string, DomainMetadata> domains, DomainMetadata change)
    {
        var changed = new Dictionary<string, DomainMetadata>(domains, StringComparer.Ordinal);
        if (change.Removed)
        {
            changed.Remove(change.Domain);
        }
        else
        {
            changed[change.Domain] = change;
        }

        return changed;
    }
}
