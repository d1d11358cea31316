using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Workers;

/// <summary>The table versions that a worker has, and which of them it holds in memory.</summary>
internal sealed class ProvidedTables
{
    private const int MaxTables = 1_000;

    /// <summary>A version that is asked for the third time in a row is held.</summary>
    private const int UsesBeforeHolding = 2;

    private const long MaxHeldBytes = 1024 * 1024;

    private const long MaxHeldRows = 100_000;

    /// <summary>Data files, compressed, of all that a worker holds.</summary>
    private const long MaxHeldInAll = 8 * 1024 * 1024;

    private readonly Dictionary<CatalogTable, Known> known = [];
    private long held;

    /// <summary>It has had so many that it is better replaced.</summary>
    public bool IsFull => known.Count > MaxTables;

    /// <summary>The tables that a worker has to be given for a statement, and whether it shall hold them.</summary>
    public IReadOnlyList<(PlannedTable Table, bool Hold)> Missing(IReadOnlyList<PlannedTable> tables)
    {
        var missing = new List<(PlannedTable, bool)>();
        foreach (var table in tables)
        {
            if (!known.TryGetValue(table.Table, out var version) || version.Key != table.Key)
            {
                missing.Add((table, false));
            }
            else if (++version.Uses == UsesBeforeHolding && IsWorthHolding(table))
            {
                missing.Add((table, true));
            }
        }

        return missing;
    }

    /// <summary>It is not known which version the worker has.</summary>
    public void Forget(PlannedTable table)
    {
        if (known.Remove(table.Table, out var version))
        {
            held -= version.Held;
        }
    }

    /// <summary>The worker has the version.</summary>
    public void Add(PlannedTable table, bool isHeld)
    {
        known[table.Table] = new Known(table.Key, isHeld ? table.Bytes : 0) { Uses = isHeld ? UsesBeforeHolding : 0 };
        held += isHeld ? table.Bytes : 0;
    }

    /// <summary>Policies may ask for the time or for chance: what they leave of a table is made anew for each statement.</summary>
    private bool IsWorthHolding(PlannedTable table) =>
        table.View == TableView.Whole && table.Bytes is > 0 and <= MaxHeldBytes && held + table.Bytes <= MaxHeldInAll && table.Rows is <= MaxHeldRows;

    private sealed record Known(string Key, long Held)
    {
        public int Uses { get; set; }
    }
}
