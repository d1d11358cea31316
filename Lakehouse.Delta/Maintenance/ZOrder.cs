using System.Globalization;

namespace Lakehouse.Delta.Engine;

/// <summary>
/// A way to lay out rows so that those that are near each other in several columns come into the same files: the bits of each column's rank are
/// interleaved into one number (Z-order), and files take ranges of it.
/// </summary>
/// <remarks>Ranks are places among quantiles of a sample, so that skewed columns count as much as even ones, and texts as much as numbers.</remarks>
internal sealed class ZOrder
{
    private const int MaxBits = 8;
    private const int BitsInAll = 62;
    private const int SampleRows = 100_000;

    private readonly LayoutColumn[] columns;
    private readonly int bits;

    public ZOrder(IReadOnlyList<LayoutColumn> columns)
    {
        this.columns = [.. columns];
        bits = Math.Clamp(BitsInAll / columns.Count, 1, MaxBits);
    }

    /// <summary>An expression that gives the number of the file, from 0, that a row belongs to; null where the rows do for one file only.</summary>
    /// <param name="engine">Where the sample is taken.</param>
    /// <param name="relation">The rows.</param>
    /// <param name="files">How many files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<string?> FileNumberAsync(DuckDbEngine engine, string relation, int files, CancellationToken cancellationToken)
    {
        if (files < 2)
        {
            return null;
        }

        var sample = $"(SELECT * FROM {relation} AS t USING SAMPLE reservoir({SampleRows} ROWS) REPEATABLE (1))";
        var ranks = new List<string>();
        foreach (var column in columns)
        {
            var bounds = await QuantilesAsync(engine, $"SELECT {column.Expression} AS x FROM {sample} AS sampled", 1 << bits, cancellationToken).ConfigureAwait(false);
            ranks.Add(Rank(column.Expression, [.. bounds.Select(bound => $"{Sql.Text(bound)}::{column.DuckType}")], 0, 0, bounds.Count));
        }

        var place = Interleave(ranks);
        var cuts = await QuantilesAsync(engine, $"SELECT {place} AS x FROM {sample} AS sampled", files, cancellationToken).ConfigureAwait(false);
        return cuts.Count == 0 ? null : Rank(place, [.. cuts.Select(cut => $"{cut}::BIGINT")], 0, 0, cuts.Count);
    }

    /// <summary>The values that cut rows into parts of the same size, without those that are there twice.</summary>
    private static async Task<IReadOnlyList<string>> QuantilesAsync(DuckDbEngine engine, string select, int parts, CancellationToken cancellationToken)
    {
        var places = string.Join(", ", Enumerable.Range(1, parts - 1).Select(part => ((double)part / parts).ToString("R", CultureInfo.InvariantCulture)));
        var bounds = new List<string>();
        await foreach (var row in engine.QueryAsync($"SELECT DISTINCT bound::VARCHAR, bound FROM (SELECT unnest(quantile_disc(x, [{places}])) AS bound FROM ({select}) AS values) AS bounds WHERE bound IS NOT NULL ORDER BY bound", cancellationToken).ConfigureAwait(false))
        {
            bounds.Add(row.GetString(0));
        }

        return bounds;
    }

    /// <summary>How many bounds are not above the value, by halving: DuckDB then compares each value with few of them. NULL counts as the lowest.</summary>
    private static string Rank(string value, IReadOnlyList<string> bounds, int below, int from, int to)
    {
        if (from == to)
        {
            return (below + from).ToString(CultureInfo.InvariantCulture);
        }

        var middle = (from + to) / 2;
        return $"CASE WHEN {value} >= {bounds[middle]} THEN {Rank(value, bounds, below, middle + 1, to)} ELSE {Rank(value, bounds, below, from, middle)} END";
    }

    private string Interleave(List<string> ranks)
    {
        var names = ranks.Select((_, column) => string.Create(CultureInfo.InvariantCulture, $"rank_{column}")).ToArray();
        var terms = Enumerable.Range(0, bits).SelectMany(bit => names.Select((name, column) =>
            string.Create(CultureInfo.InvariantCulture, $"((((ranks.{name}) >> {bit}) & 1) << {(bit * names.Length) + (names.Length - 1 - column)})")));
        var packed = string.Join(", ", ranks.Zip(names, (rank, name) => $"{name} := ({rank})::BIGINT"));

        // One struct of all ranks, so that the SQL text holds each rank once.
        return $"list_transform([struct_pack({packed})], lambda ranks: {string.Join(" + ", terms)})[1]";
    }
}
