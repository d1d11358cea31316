namespace Lakehouse.Pipelines.Incremental;

/// <summary>A model that reads kept aggregates where it grouped a table's rows.</summary>
/// <param name="Sql">The model's SELECT, with <see cref="GroupedSelect.Kept"/> in place of the tables.</param>
/// <param name="Selects">The SELECTs that were replaced; not empty.</param>
/// <param name="Reads">The tables that the model still reads.</param>
public sealed record AggregateRewrite(string Sql, IReadOnlyList<GroupedSelect> Selects, IReadOnlySet<TableReference> Reads);
