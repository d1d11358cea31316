using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Lakehouse.Delta.Engine;
using Lakehouse.Transformer.Engines;
using Lakehouse.Transformer.Raw;
using static Lakehouse.Pipelines.Sql.SqlText;

namespace Lakehouse.Transformer.Staging;

/// <summary>Finds out which files of a batch are to blame when it cannot be read.</summary>
internal static class UnreadableFiles
{
    /// <returns>Files that are there but are not Parquet that can be read, each with the reason.</returns>
    public static async Task<IReadOnlyList<(RawFile File, string Reason)>> FindAsync(DuckDbEngine engine, RawFolder folder, RawBatch batch, CancellationToken cancellationToken)
    {
        var found = new List<(RawFile, string)>();
        foreach (var file in batch.Files)
        {
            try
            {
                // The hash of whole rows makes DuckDB decode every page of every column.
                await engine.QueryAsync($"SELECT max(hash(t)) FROM read_parquet({Literal(folder.EnginePath(file))}) AS t", row => row.IsDBNull(0), cancellationToken);
            }
            catch (DuckDBException broken) when (IsContent(broken))
            {
                found.Add((file, FirstLine(broken.Message)));
            }
        }

        return found;
    }

    /// <summary>A store that does not answer, or memory that is short, says nothing about the file.</summary>
    private static bool IsContent(DuckDBException error) =>
        error.ErrorType is not (DuckDBErrorType.Io or DuckDBErrorType.Http or DuckDBErrorType.Network or DuckDBErrorType.OutOfMemory
            or DuckDBErrorType.MissingExtension or DuckDBErrorType.Interrupt or DuckDBErrorType.Permission or DuckDBErrorType.Internal or DuckDBErrorType.Fatal);

    private static string FirstLine(string message) => message.Split('\n', 2)[0];
}
