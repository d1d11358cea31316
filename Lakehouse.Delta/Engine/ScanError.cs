using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Turns DuckDB's errors about data files into those of this library.</summary>
internal static class ScanError
{
    /// <summary>The typed error, or null when no data file of the scan is to blame.</summary>
    public static DeltaException? Explain(Snapshot snapshot, IReadOnlyList<string> enginePaths, DuckDBException error)
    {
        var message = error.Message;
        if ((Named(enginePaths, message) ?? (DamagedFile.IsSuspected(message) ? DamagedFile.Find(enginePaths) : null)) is not { } file)
        {
            return null;
        }

        if (!File.Exists(file))
        {
            return new MissingFileException("A data file is not where the log says. It may have been removed by VACUUM; versions after that can be read.", snapshot.Location, snapshot.Version, file, error);
        }

        return message.Contains("failed to cast column", StringComparison.Ordinal) || message.Contains("Binder Error", StringComparison.Ordinal)
            ? new SchemaMismatchException($"A data file does not fit the table's schema: {FirstLine(message)}", snapshot.Location, snapshot.Version, file, error)
            : new CorruptDataException($"A data file cannot be read: {FirstLine(message)}", snapshot.Location, snapshot.Version, file, error);
    }

    /// <summary>The file that the message is about; the longest, for one name may begin another.</summary>
    private static string? Named(IReadOnlyList<string> enginePaths, string message) =>
        enginePaths.Where(path => message.Contains(path, StringComparison.Ordinal)).MaxBy(path => path.Length);

    private static string FirstLine(string message) => message.Split('\n', 2)[0];
}
