using System.Globalization;
using System.Text.Json;

namespace Lakehouse.Delta.Engine;

/// <summary>What commitInfo says about an OPTIMIZE, with Delta Spark's names.</summary>
internal static class OptimizeReport
{
    public static CommitInfo Info(bool purge, OptimizeOptions options, WriteOptions writeOptions, IReadOnlyList<AddFile> added, IReadOnlyList<AddFile> removed)
    {
        var parameters = new Dictionary<string, string?> { ["predicate"] = List(options.Where is null ? [] : [options.Where]) };
        if (purge)
        {
            parameters["applyPurge"] = "true";
        }
        else
        {
            parameters["zOrderBy"] = List(options.ZOrderBy);
            parameters["auto"] = "false";
        }

        return CommitActions.Info(purge ? "REORG" : "OPTIMIZE", false, writeOptions, parameters, Metrics(added, removed));
    }

    private static Dictionary<string, string?> Metrics(IReadOnlyList<AddFile> added, IReadOnlyList<AddFile> removed)
    {
        long[] sizes = [.. added.Select(file => file.Size).Order()];
        var vectors = removed.Where(file => file.DeletionVector is not null).ToArray();
        var metrics = new Dictionary<string, long>
        {
            ["numAddedFiles"] = added.Count,
            ["numAddedBytes"] = sizes.Sum(),
            ["numRemovedFiles"] = removed.Count,
            ["numRemovedBytes"] = removed.Sum(file => file.Size),
            ["numDeletionVectorsRemoved"] = vectors.Length,
            ["numDeletionVectorRowsRemoved"] = vectors.Sum(file => file.DeletionVector!.Cardinality),
            ["minFileSize"] = Quantile(sizes, 0),
            ["p25FileSize"] = Quantile(sizes, 25),
            ["p50FileSize"] = Quantile(sizes, 50),
            ["p75FileSize"] = Quantile(sizes, 75),
            ["maxFileSize"] = Quantile(sizes, 100),
        };
        return metrics.ToDictionary(metric => metric.Key, metric => (string?)metric.Value.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    private static long Quantile(long[] sorted, int percent) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

    /// <summary>Spark has lists in operationParameters as JSON texts.</summary>
    private static string List(IEnumerable<string> items) => $"[{string.Join(',', items.Select(item => $"\"{JsonEncodedText.Encode(item)}\""))}]";
}
