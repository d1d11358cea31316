namespace Lakehouse.Delta;

/// <summary>The files that make one complete checkpoint.</summary>
/// <param name="Version">The version it holds.</param>
/// <param name="Files">One file, or all parts in order.</param>
internal sealed record CheckpointFiles(long Version, IReadOnlyList<LogFile> Files)
{
    /// <summary>The complete checkpoints of one version: UUID-named ones, the classic one, then sets of parts without a hole.</summary>
    public static IEnumerable<CheckpointFiles> OfVersion(IGrouping<long, LogFile> version)
    {
        foreach (var file in version.Where(file => file.Kind != LogFileKind.CheckpointPart).OrderBy(file => file.Kind))
        {
            yield return new CheckpointFiles(version.Key, [file]);
        }

        foreach (var set in version.Where(file => file.Kind == LogFileKind.CheckpointPart).GroupBy(file => file.Parts))
        {
            var parts = set.OrderBy(file => file.Part).ToArray();
            if (parts.Length == set.Key)
            {
                yield return new CheckpointFiles(version.Key, parts);
            }
        }
    }
}
