using Lakehouse.Delta;
using Lakehouse.Pipelines;

namespace Lakehouse.Transformer.Curating;

/// <summary>Whether a model's inputs may have other rows than those that it was computed from: compaction and settings give a table a new version with the same ones.</summary>
internal static class InputNews
{
    /// <summary>Operations, as commits name them, that change no row.</summary>
    private static readonly HashSet<string> OfSameRows = new(["OPTIMIZE", "REORG", "SET TBLPROPERTIES", "UNSET TBLPROPERTIES", "VACUUM START", "VACUUM END"], StringComparer.OrdinalIgnoreCase);

    /// <param name="inputs">The inputs now.</param>
    /// <param name="recorded">The versions that the model was computed from.</param>
    /// <param name="open">Opens an input.</param>
    /// <param name="cancellationToken">Stops the reading of the logs.</param>
    /// <returns>False when every commit since then is known to have kept the rows.</returns>
    public static async Task<bool> AnyAsync(ModelInputs inputs, IReadOnlyDictionary<string, long> recorded, Func<TableReference, DeltaTable> open, CancellationToken cancellationToken)
    {
        foreach (var (table, now) in inputs.Snapshots)
        {
            if (!recorded.TryGetValue(table.ToString(), out var before) || (before != now.Version && !await KeptRowsAsync(open(table), before, now.Version, cancellationToken)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all commits after a version, up to another, kept the rows. Newest first, so that the first commit with other rows ends the reading.</summary>
    public static async Task<bool> KeptRowsAsync(DeltaTable table, long before, long now, CancellationToken cancellationToken)
    {
        var left = now - before;
        await foreach (var commit in table.HistoryAsync(cancellationToken))
        {
            if (commit.Version > now)
            {
                continue;
            }

            if (commit.Info?.Operation is not { } operation || !OfSameRows.Contains(operation))
            {
                return false;
            }

            if (--left == 0)
            {
                return true;
            }
        }

        return false; // the log does not reach back
    }
}
