namespace Lakehouse.Delta.Engine;

/// <summary>What rows have to fit: the table as it is after an operation.</summary>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Schema">The schema of the metadata.</param>
internal sealed record TableShape(Protocol Protocol, Metadata Metadata, StructType Schema)
{
    /// <summary>The table as it is now.</summary>
    public static TableShape Of(Snapshot snapshot) => new(snapshot.Protocol, snapshot.Metadata, snapshot.Schema);

    /// <summary>The actions that make a table of this shape out of what it was; none where it is the same.</summary>
    public IEnumerable<LogAction> ChangesSince(Snapshot before)
    {
        if (Protocol != before.Protocol)
        {
            yield return Protocol;
        }

        if (Metadata != before.Metadata)
        {
            yield return Metadata;
        }
    }
}
