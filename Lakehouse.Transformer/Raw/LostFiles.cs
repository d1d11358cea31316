using System.Text.Json;
using Lakehouse.Delta;

namespace Lakehouse.Transformer.Raw;

/// <summary>Raw files that somebody else has deleted, such as a lifecycle of the bucket: a table's commits say which they read.</summary>
internal static class LostFiles
{
    /// <param name="table">The table.</param>
    /// <param name="files">The files that are there, in reading order.</param>
    /// <param name="notNeeded">Number of the last file that need not be there; null for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The oldest file that a commit says it read and that is older than all that are there; null when none is known to be missing.</returns>
    public static async Task<string?> FindAsync(DeltaTable table, IReadOnlyList<RawFile> files, long? notNeeded, CancellationToken cancellationToken)
    {
        string? oldest = null;
        await foreach (var commit in table.HistoryAsync(cancellationToken))
        {
            if (FirstFile(commit.Info?.UserMetadata) is { } name && RawFile.NumberOf(name) is { } number && number > (notNeeded ?? -1) && (oldest is null || number < RawFile.NumberOf(oldest)))
            {
                oldest = name;
            }
        }

        return oldest is not null && (files.Count == 0 || RawFile.NumberOf(oldest) < files[0].Number) ? oldest : null;
    }

    /// <summary><c>{"rawFirst":"LOAD00000001.parquet","rawLast":…}</c></summary>
    private static string? FirstFile(string? userMetadata)
    {
        try
        {
            return userMetadata is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(userMetadata)?.GetValueOrDefault("rawFirst");
        }
        catch (JsonException)
        {
            // Somebody else's commit: userMetadata is free text.
            return null;
        }
    }
}
