namespace Lakehouse.Delta.Engine;

/// <summary>Verifies that log and files of a table agree.</summary>
public static class TableVerification
{
    /// <summary>
    /// Verifies a table: each commit can be read, checkpoints and checksums say what the commits say, and each file of a version is there, of the
    /// length, with the rows and within the statistics that the log gives it. Nothing is changed.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="options">What is verified.</param>
    /// <param name="found">Told each finding at once, in no particular order, never two at a time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TableNotFoundException">There is no table.</exception>
    /// <exception cref="VersionNotFoundException">The log does not hold the version.</exception>
    /// <exception cref="UnsupportedFeatureException">The table uses a feature that this library does not read.</exception>
    public static async Task<VerificationReport> VerifyAsync(this DeltaTable table, VerificationOptions options, Action<VerificationFinding> found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(found);
        var findings = 0L;
        var log = new LogVerification(table.Store, Report, options.Progress);
        var snapshot = await OpenAsync(table, options.Version, cancellationToken).ConfigureAwait(false);
        await log.RunAsync(cancellationToken).ConfigureAwait(false);
        if (snapshot.Problem is { } problem)
        {
            Report(new VerificationFinding(VerificationCheck.Log, $"The table cannot be opened. {problem.Message}", problem.Version, problem.File));
            return new VerificationReport(null, log.Commits, log.Checkpoints, 0, 0, null, 0, findings);
        }

        var opened = snapshot.Opened!;
        await ChecksumVerification.RunAsync(opened, Report, cancellationToken).ConfigureAwait(false);
        var files = new FileVerification(opened, Report, options.Progress);
        var present = await files.RunAsync(cancellationToken).ConfigureAwait(false);
        var rows = options.ReadData ? await new DataVerification(opened, Report, options.Progress).RunAsync(present, cancellationToken).ConfigureAwait(false) : (long?)null;
        return new VerificationReport(opened.Version, log.Commits, log.Checkpoints, opened.FileCount, opened.TotalBytes, rows, files.DeletionVectors, findings);

        void Report(VerificationFinding finding)
        {
            findings++;
            found(finding);
        }
    }

    /// <summary>The version, or why it cannot be opened; what is no damage is thrown.</summary>
    private static async Task<(Snapshot? Opened, DeltaException? Problem)> OpenAsync(DeltaTable table, long? version, CancellationToken cancellationToken)
    {
        try
        {
            return (await (version is { } number ? table.GetSnapshotAsync(number, cancellationToken) : table.GetSnapshotAsync(cancellationToken)).ConfigureAwait(false), null);
        }
        catch (DeltaException damage) when (damage is CorruptLogException or LogGapException or MissingFileException)
        {
            return (null, damage);
        }
    }
}
