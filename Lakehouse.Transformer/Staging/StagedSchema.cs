using Lakehouse.Pipelines.Incremental;
using Lakehouse.Transformer.Engines;

namespace Lakehouse.Transformer.Staging;

/// <summary>The columns a staged table has after a batch: the table's own, then those the raw files add.</summary>
/// <param name="Columns">All columns, in order.</param>
internal sealed record StagedSchema(IReadOnlyList<StagedColumn> Columns)
{
    /// <summary>Whether the table exists and gets new or wider columns.</summary>
    public bool Changes => Columns.Any(column => column.TableType is not null) && Columns.Any(column => column.ChangesSchema);

    /// <param name="raw">What the raw files have.</param>
    /// <param name="table">Columns of the table now; empty when there is none.</param>
    /// <param name="declared">Columns that the pipeline declares: they have at least that type.</param>
    public static StagedSchema Merge(RawRows raw, IReadOnlyList<EngineColumn> table, IReadOnlyList<ModelColumn> declared)
    {
        var source = raw.Columns.Where(column => !ControlColumns.IsControl(column.Name)).ToList();
        var known = table
            .Select(column => (column.Name, Type: declared.FirstOrDefault(own => Same(own.Name, column.Name)) is { } own ? ColumnTypes.Wider(column.Type, own.Type) ?? column.Type : column.Type, TableType: (string?)column.Type))
            .Concat(declared.Where(column => !table.Any(own => Same(own.Name, column.Name))).Select(column => (column.Name, column.Type, TableType: (string?)null)))
            .ToList();
        var columns = new List<StagedColumn>();
        foreach (var column in known)
        {
            var own = source.Find(candidate => Same(candidate.Name, column.Name));
            var type = own is null ? column.Type : ColumnTypes.Wider(column.Type, TypeOf(own)) ?? column.Type;
            columns.Add(new StagedColumn(column.Name, type, own?.Name, own?.Type, column.TableType));
        }

        columns.AddRange(source
            .Where(column => !known.Any(own => Same(own.Name, column.Name)))
            .Select(column => new StagedColumn(column.Name, TypeOf(column), column.Name, column.Type, null)));
        return new StagedSchema(columns);

        string TypeOf(EngineColumn column) => raw.Mixed.FirstOrDefault(mixed => Same(mixed.Name, column.Name))?.Type ?? ColumnTypes.Staged(column.Type);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
