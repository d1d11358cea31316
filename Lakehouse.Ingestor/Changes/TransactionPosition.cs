using Lakehouse.Ingestor.Raw;

namespace Lakehouse.Ingestor.Changes;

/// <summary>The place of a message in its transaction, and of that in the source's history.</summary>
/// <remarks>
/// The ordinal counts all row messages of the transaction, of every table, and leaves two numbers for each: a server that
/// sends the transaction again sends the same messages in the same order.
/// </remarks>
internal readonly record struct TransactionPosition(ulong CommitLsn, long CommitTime, ulong Ordinal)
{
    /// <summary>Of the message's only change, or the first of two.</summary>
    public ChangeSequence First => new(CommitLsn, (Ordinal * 2) + 1);

    /// <summary>Of the second.</summary>
    public ChangeSequence Second => new(CommitLsn, (Ordinal * 2) + 2);

    /// <summary>The place of the next row message.</summary>
    public TransactionPosition Next => this with { Ordinal = Ordinal + 1 };
}
