namespace Lakehouse.Ingestor.Changes;

/// <summary>The slot's stream has a gap or is given up: a new slot is made, and every table is loaded again.</summary>
/// <param name="reason">What happened, as the first half of a sentence.</param>
internal sealed class ChangesLostException(string reason) : Exception($"{reason}. Every table is loaded again with a new replication slot.");
