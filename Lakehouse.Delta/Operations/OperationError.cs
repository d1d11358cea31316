using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Turns DuckDB's errors while an operation runs into those of this library.</summary>
internal static class OperationError
{
    private static readonly string[] OfValues = ["Conversion Error", "Out of Range Error", "Invalid Input Error"];

    /// <summary>The typed error where a data file or an expression of the caller is to blame, or null.</summary>
    public static DeltaException? Explain(Snapshot snapshot, DuckDBException error)
    {
        string[] paths = [.. snapshot.Files.Select(file => DataFiles.EnginePath(snapshot, file.Path))];
        return ScanError.Explain(snapshot, paths, error)
            ?? (OfValues.Any(kind => error.Message.StartsWith(kind, StringComparison.Ordinal))
                ? new InvalidExpressionException($"An expression failed for one of the rows: {error.Message.Split('\n', 2)[0]} Nothing was written.", snapshot.Location, snapshot.Version, null, error)
                : null);
    }
}
