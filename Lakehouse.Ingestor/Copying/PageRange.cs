using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Copying;

/// <summary>A part of a table that one COPY reads: the whole relation, or pages <c>From</c> (inclusive) to <c>To</c> (exclusive).</summary>
/// <param name="Relation">The table or a partition.</param>
/// <param name="From">The first page, or null for the relation's first.</param>
/// <param name="To">The page after the last one, or null for the relation's last.</param>
/// <param name="Heap">The relation is a plain heap, whose rows come in one order every time.</param>
internal sealed record PageRange(TableName Relation, long? From, long? To, bool Heap)
{
    private const int PageBytes = 8192;

    /// <summary>The server's version from which a range of pages is read without reading all others.</summary>
    private const int FirstVersionWithRangeScan = 140000;

    /// <summary>Splits a table. The last range of a relation is open: pages may have been added since its size was asked for.</summary>
    public static IReadOnlyList<PageRange> Split(SourceTable table, long rangeBytes, int serverVersion)
    {
        var ranges = new List<PageRange>();
        foreach (var relation in table.Storage)
        {
            var pages = relation.Bytes / PageBytes;
            var parts = relation.Heap && serverVersion >= FirstVersionWithRangeScan ? Math.Max(1, (int)Math.Min(pages, relation.Bytes / rangeBytes)) : 1;
            for (var part = 0; part < parts; part++)
            {
                ranges.Add(new PageRange(relation.Name, part == 0 ? null : pages * part / parts, part == parts - 1 ? null : pages * (part + 1) / parts, relation.Heap));
            }
        }

        return ranges;
    }

    /// <summary>The range that a control file records.</summary>
    public static PageRange Of(RangeControl control) => new(new TableName(control.Schema, control.Table), control.From, control.To, control.Heap);

    /// <summary>For the control file.</summary>
    public RangeControl ToControl() => new(Relation.Schema, Relation.Table, From, To, Heap);
}
