using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using NpgsqlTypes;

namespace Lakehouse.Ingestor.Changes;

/// <summary>
/// Records, before a file is published or an LSN confirmed, how far capture will then be: a slot that is found to be further is not the one
/// that was left, and a promoted standby that is less far lacks what is already in files.
/// </summary>
internal sealed class CaptureHorizon(ControlStore controls, SourceControl control, WriterLock writer)
{
    private SourceControl recorded = control;
    private NpgsqlLogSequenceNumber reached = control.Horizon is { } horizon ? NpgsqlLogSequenceNumber.Parse(horizon) : default;

    /// <exception cref="Npgsql.NpgsqlException">The writer lock is lost: nothing must be published.</exception>
    public async Task ReachAsync(NpgsqlLogSequenceNumber lsn, CancellationToken cancellationToken)
    {
        await writer.ConfirmAsync(cancellationToken);
        if (lsn > reached)
        {
            recorded = recorded with { Horizon = lsn.ToString() };
            await controls.WriteSourceAsync(recorded, cancellationToken);
            reached = lsn;
        }
    }
}
