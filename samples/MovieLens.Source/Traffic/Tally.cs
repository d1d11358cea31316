using System.Diagnostics;
using System.Globalization;

namespace MovieLens.Source.Traffic;

/// <summary>Counts committed changes by table and operation, for the report and for the metrics.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, (long Inserts, long Updates, long Deletes)> tables = new(StringComparer.Ordinal);

    public long Total { get; private set; }

    public long Transactions { get; private set; }

    public void CountTransaction() => Transactions++;

    public void Count(Change change)
    {
        Total++;
        var (inserts, updates, deletes) = tables.GetValueOrDefault(change.Table);
        tables[change.Table] = change.Operation switch
        {
            "insert" => (inserts + 1, updates, deletes),
            "update" => (inserts, updates + 1, deletes),
            _ => (inserts, updates, deletes + 1),
        };
        SourceTelemetry.Changes.Add(1, new TagList { { "db.operation.name", change.Operation }, { "db.collection.name", change.Table } });
    }

    public long Of(string table, string operation)
    {
        var (inserts, updates, deletes) = tables.GetValueOrDefault(table);
        return operation switch { "insert" => inserts, "update" => updates, _ => deletes };
    }

    /// <summary>For example <c>ratings +120 ~31 -9, tags +14 -3</c>.</summary>
    public override string ToString() => tables.Count == 0
        ? "no changes"
        : string.Join(", ", tables.Select(static table =>
            table.Key + Part(" +", table.Value.Inserts) + Part(" ~", table.Value.Updates) + Part(" -", table.Value.Deletes)));

    private static string Part(string sign, long count) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{sign}{count:N0}");
}
