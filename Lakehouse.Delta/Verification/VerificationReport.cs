namespace Lakehouse.Delta;

/// <summary>What a verification looked at.</summary>
/// <param name="Version">The version whose files were verified; null when the table could not be opened.</param>
/// <param name="Commits">Commits that were read.</param>
/// <param name="Checkpoints">Checkpoints that were compared with the commits.</param>
/// <param name="Files">Data files that were looked at.</param>
/// <param name="Bytes">Their length as the log has it.</param>
/// <param name="Rows">Rows that count, as the files have them; null when the files were not read.</param>
/// <param name="DeletionVectors">Deletion vectors that were read.</param>
/// <param name="Findings">How many findings were reported.</param>
public sealed record VerificationReport(long? Version, long Commits, long Checkpoints, long Files, long Bytes, long? Rows, long DeletionVectors, long Findings);
