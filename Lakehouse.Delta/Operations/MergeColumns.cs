namespace Lakehouse.Delta.Engine;

/// <summary>What the clauses of a MERGE set the table's columns to.</summary>
/// <param name="snapshot">The table before.</param>
/// <param name="schema">The table's columns after.</param>
/// <param name="source">The source's columns.</param>
/// <param name="spec">The merge.</param>
internal sealed class MergeColumns(Snapshot snapshot, StructType schema, StructType source, MergeSpec spec)
{
    private readonly ColumnValues given = new(snapshot, schema);

    /// <summary>The columns that a clause sets, and the expressions for their values.</summary>
    /// <exception cref="SchemaMismatchException">The clause sets a column that the table lacks, or all columns from a source that lacks one.</exception>
    public IReadOnlyList<(StructField Column, string Value)> Set(MergeClause clause) =>
        clause.Values is { } values ? given.Given(values) : FromSource(clause);

    /// <summary>All that an updated row consists of: the columns that the clause sets, and the others as they were.</summary>
    public IReadOnlyList<(StructField Column, string Value)> Updated(MergeClause clause) => given.Complete(Set(clause));

    /// <summary>Whether a clause's new rows come from the source alone, so that the table need not be read for them.</summary>
    public bool NeedsTable(MergeClause clause) => clause.Values is not null || RowIds.Columns(snapshot).Count > 0 || schema.Fields.Any(field => source.Find(field.Name) is null || GivenIdentities.IsOnlyGenerated(field));

    private List<(StructField Column, string Value)> FromSource(MergeClause clause)
    {
        var set = new List<(StructField Column, string Value)>();
        foreach (var field in schema.Fields)
        {
            if (GivenIdentities.IsOnlyGenerated(field))
            {
                if (clause.Action == MergeAction.Insert)
                {
                    GivenIdentities.Refuse(new StructType([.. source.Fields.Where(own => own.Name == field.Name)]), schema, snapshot.Location);
                }
            }
            else if (source.Find(field.Name) is { } own)
            {
                set.Add((field, RowShape.Value(own, field, "source.", snapshot.Location)));
            }
            else if (!spec.WithSchemaEvolution && !HasValueOfItsOwn(field))
            {
                throw new SchemaMismatchException($"The merge {(clause.Action == MergeAction.Update ? "updates" : "inserts")} all columns, and the source lacks '{field.Name}'. Select it, name the columns to set, or allow schema evolution. Nothing was written.", snapshot.Location, snapshot.Version);
            }
        }

        return set;
    }

    private static bool HasValueOfItsOwn(StructField field) =>
        field.Metadata.Keys.Any(key => key is "delta.generationExpression" or "CURRENT_DEFAULT" || key.StartsWith("delta.identity.", StringComparison.Ordinal));
}
