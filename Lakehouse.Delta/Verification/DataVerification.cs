using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Reads the data files of a version and holds their rows against what the log says about them.</summary>
internal sealed class DataVerification(Snapshot snapshot, Action<VerificationFinding> found, IProgress<OperationProgress>? listener)
{
    /// <summary>Files that are read by one query: enough to keep the engine busy, few enough to show how far it has come.</summary>
    private const int BatchFiles = 64;

    private readonly IReadOnlyList<VerifiedColumn> columns = VerifiedColumn.Of(snapshot);

    /// <summary>Reads the files; returns how many rows of them count.</summary>
    public async Task<long> RunAsync(IReadOnlyList<AddFile> files, CancellationToken cancellationToken)
    {
        var rows = 0L;
        var progress = new StepProgress(listener, "reading files", "files", files.Count, files.Sum(file => file.Size)).Begin();
        await using var engine = DuckDbEngine.Open(new EngineOptions());
        foreach (var batch in files.Chunk(BatchFiles))
        {
            await using var statement = await StatementProgress.StartAsync(engine, progress, batch.Sum(file => file.Size), cancellationToken).ConfigureAwait(false);
            rows += await BatchAsync(engine, batch, cancellationToken).ConfigureAwait(false);
            statement.Complete(batch.Length);
        }

        return rows;
    }

    /// <summary>Files together; when one of them cannot be read, each for itself.</summary>
    private async Task<long> BatchAsync(DuckDbEngine engine, AddFile[] files, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(engine, files, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception damage) when (damage is DuckDBException or DeltaException)
        {
            if (files.Length == 1)
            {
                found(new VerificationFinding(VerificationCheck.File, $"The file cannot be read: {damage.Message.Split('\n', 2)[0]}", snapshot.Version, files[0].Path));
                return 0;
            }
        }

        var rows = 0L;
        foreach (var file in files)
        {
            rows += await BatchAsync(engine, [file], cancellationToken).ConfigureAwait(false);
        }

        return rows;
    }

    private async Task<long> ReadAsync(DuckDbEngine engine, AddFile[] files, CancellationToken cancellationToken)
    {
        NumberedFile[] numbered = [.. files.Select((file, number) => new NumberedFile(file, number))];
        var scan = await DeltaScan.PlanAsync(snapshot, numbered, withRowAddress: true, cancellationToken).ConfigureAwait(false);
        var physical = await PhysicalRowsAsync(engine, scan, cancellationToken).ConfigureAwait(false);
        var contents = new Dictionary<int, FileContent>();
        var aggregates = string.Concat(columns.Select(column => $", {column.Aggregates}"));
        await foreach (var row in engine.QueryAsync($"SELECT {RowAddress.File}, count(*){aggregates} FROM {scan.Sql} AS t GROUP BY {RowAddress.File}", cancellationToken).ConfigureAwait(false))
        {
            contents[Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture)] = FileContent.Read(row, columns.Count);
        }

        // Only whole batches are reported, so that a second look at single files says nothing twice.
        var findings = new FileFindings(snapshot, columns);
        foreach (var (file, number) in numbered)
        {
            foreach (var finding in findings.Of(file, physical[number], contents.GetValueOrDefault(number) ?? FileContent.Empty(columns.Count)))
            {
                found(finding);
            }
        }

        return contents.Values.Sum(content => content.Rows);
    }

    /// <summary>Rows by the footers, deleted ones among them, in the order of the files.</summary>
    private static async Task<long[]> PhysicalRowsAsync(DuckDbEngine engine, DeltaScan scan, CancellationToken cancellationToken)
    {
        var rows = new long[scan.EnginePaths.Count];
        foreach (var (i, path) in scan.EnginePaths.Index())
        {
            rows[i] = await engine.CountAsync($"SELECT num_rows FROM parquet_file_metadata({Sql.Text(path)})", cancellationToken).ConfigureAwait(false);
        }

        return rows;
    }
}
