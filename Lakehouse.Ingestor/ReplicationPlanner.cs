using Lakehouse.Ingestor.Changes;
using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;
using Lakehouse.Ingestor.Status;
using Npgsql;

namespace Lakehouse.Ingestor;

/// <summary>Finds out what there is to do: from the source's tables, their control files, the slot, and what users ask for.</summary>
/// <param name="controls">The control files.</param>
/// <param name="reloads">Tables that somebody wants loaded again.</param>
/// <param name="board">Told what is found.</param>
/// <param name="setAside">Tables that failed: they wait for the next start, or for somebody who asks for them.</param>
/// <param name="notices">For what every pass finds again.</param>
/// <param name="logger">For the rest.</param>
internal sealed class ReplicationPlanner(ControlStore controls, ReloadRequests reloads, ProgressBoard board, HashSet<TableName> setAside, OnceLog notices, ILogger logger)
{
    /// <summary>Brings the publication up to date and says what is to be loaded and captured.</summary>
    public async Task<ReplicationPlan> PlanAsync(NpgsqlConnection connection, IReadOnlyList<SourceTable> tables, CaptureSlot? slot, CancellationToken cancellationToken)
    {
        await TakeReloadRequestsAsync(tables, cancellationToken);
        await NoteTablesThatAreGoneAsync(tables, cancellationToken);
        // Not what was set aside: a change that cannot be taken in would come again and again.
        var candidates = tables.Where(table => table.Refusal is null && table.CaptureRefusal is null && !setAside.Contains(table.Name)).Select(table => table.Name).ToArray();
        var publication = slot is null ? null : await slot.PublishAsync(connection, candidates, cancellationToken);
        var captured = publication is null ? [] : candidates.Except(publication.Refused.Keys).ToHashSet();

        var load = new List<SourceTable>();
        var resumable = new Dictionary<TableName, TableControl>();
        var loaded = new List<(SourceTable, TableControl)>();
        foreach (var table in tables)
        {
            var progress = board.Of(table.Name);
            if (table.Refusal is { } refusal)
            {
                progress.Refused(refusal);
                notices.Warn($"{table.Name}: not replicated: {refusal}");
                continue;
            }

            var described = table with { Remarks = RemarksOf(table, slot, publication) };
            var control = await controls.ReadAsync(table.Name, cancellationToken);
            var (isCaptured, publishedJustNow) = (captured.Contains(table.Name), publication?.Added.Contains(table.Name) == true);
            if (control is not null && ReplicationPlan.Stands(control, table, slot, isCaptured, publishedJustNow))
            {
                control = await NoteCaptureAsync(control, table, captured, slot, cancellationToken);
                loaded.Add((described, control));
                progress.Found(control.Rows, control.Files, described.Remarks);
            }
            else if (!setAside.Contains(table.Name))
            {
                load.Add(described);
                if (control is not null && ReplicationPlan.CanGoOn(control, table, slot, isCaptured, publishedJustNow))
                {
                    resumable[table.Name] = control;
                }
            }
        }

        return new ReplicationPlan(tables, load, resumable, loaded, captured);
    }

    private IReadOnlyList<string> RemarksOf(SourceTable table, CaptureSlot? slot, PublicationChange? publication)
    {
        var reason = slot is null ? null : table.CaptureRefusal ?? publication?.Refused.GetValueOrDefault(table.Name);
        IReadOnlyList<string> remarks = reason is null ? table.Remarks : [.. table.Remarks, reason];
        foreach (var remark in remarks)
        {
            notices.Warn($"{table.Name}: {remark}");
        }

        return remarks;
    }

    /// <summary>A table that is captured no more has a gap from now on: should it be captured again, it must be loaded again.</summary>
    private async Task<TableControl> NoteCaptureAsync(TableControl control, SourceTable table, HashSet<TableName> captured, CaptureSlot? slot, CancellationToken cancellationToken)
    {
        if (slot is null || !control.Captured || captured.Contains(table.Name))
        {
            return control;
        }

        control = control with { Captured = false };
        await controls.WriteAsync(table.Name, control, cancellationToken);
        return control;
    }

    /// <summary>A request becomes the table's state, which outlives a crash, before it is taken away.</summary>
    private async Task TakeReloadRequestsAsync(IReadOnlyList<SourceTable> tables, CancellationToken cancellationToken)
    {
        foreach (var name in await reloads.ListAsync(cancellationToken))
        {
            if (tables.Any(table => table.Name == name) && await controls.ReadAsync(name, cancellationToken) is { State: not LoadState.Loading } control)
            {
                logger.LogInformation("{Table}: loading again, as asked for", name);
                await controls.WriteAsync(name, control with { State = LoadState.Failed, Error = "A reload was asked for." }, cancellationToken);
            }

            setAside.Remove(name);
            await reloads.RemoveAsync(name, cancellationToken);
        }
    }

    /// <summary>
    /// Tables that were replicated and are not there any more. Should one come back under its name, it must be loaded again: what happened
    /// to it in between is not in its files.
    /// </summary>
    private async Task NoteTablesThatAreGoneAsync(IReadOnlyList<SourceTable> tables, CancellationToken cancellationToken)
    {
        await foreach (var (path, control) in controls.ListAsync(cancellationToken))
        {
            if (!control.Captured || tables.Any(table => table.Name.ToString() == control.Table))
            {
                continue;
            }

            var reason = tables.FirstOrDefault(table => table.Oid == control.RelationOid) is { } renamed
                ? $"it was renamed to {renamed.Name}, which is loaded into a folder of its own"
                : "it was dropped or moved, or the selection leaves it out";
            logger.LogWarning("{Table}: not replicated any more: {Reason}. Its files stay as they are", control.Table, reason);
            board.All().FirstOrDefault(progress => progress.Table.ToString() == control.Table)?.Gone(reason);
            await controls.WriteAsync(path, control with { Captured = false }, cancellationToken);
        }
    }
}
