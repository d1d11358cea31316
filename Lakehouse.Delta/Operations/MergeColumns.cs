namespace Lakehouse.Delta.Engine;

/// <summary>What the clauses of a MERGE set the table's columns to.</summary>
/// <param name="snapshot">The table before.</param>
/// <param name="schema">The table's columns after.</param>
/// <param name="source">The source's columns.</param>
/// <param name="spec">The merge.</param>
internal sealed class MergeColumns(Snapshot snapshot, StructType schema, StructType source, MergeSpec spec)
{
    /// <summary>The columns that a clause sets, and the expressions for their values.</summary>
    /// <exception cref="SchemaMismatchException">The clause sets a column that the table lacks, or all columns from a source that lacks one.</exception>
    public IReadOnlyList<(StructField Column, string Value)> Set(MergeClause clause) =>
        clause.Values is { } values ? Given(values) : FromSource(clause);

    /// <summary>All that an updated row consists of: the columns that the clause sets, and the others as they were.</summary>
    public IReadOnlyList<(StructField Column, string Value)> Updated(MergeClause clause)
    {
        var set = Set(clause).ToDictionary(entry => entry.Column, entry => entry.Value);
        return
        [
            .. schema.Fields
                .Where(field => set.ContainsKey(field) || (snapshot.Schema.Find(field.Name) is not null && !IsComputed(field)))
                .Select(field => (field, set.GetValueOrDefault(field) ?? $"target.{Sql.Name(field.Name)}::{DuckTypes.Of(field.Type)}")),
        ];
    }

    /// <summary>Whether a clause's new rows come from the source alone, so that the table need not be read for them.</summary>
    public bool NeedsTable(MergeClause clause) => clause.Values is not null || schema.Fields.Any(field => source.Find(field.Name) is null || GivenIdentities.IsOnlyGenerated(field));

    private List<(StructField Column, string Value)> Given(IReadOnlyDictionary<string, string> values)
    {
        var set = new Dictionary<StructField, string>();
        foreach (var (name, expression) in values)
        {
            var field = schema.Find(name) ?? throw new SchemaMismatchException($"The merge sets the column '{name}', which the table lacks. Its columns: {string.Join(", ", schema.Fields.Select(column => column.Name))}. Nothing was written.", snapshot.Location, snapshot.Version);
            GivenIdentities.Refuse(new StructType([field]), schema, snapshot.Location);
            if (!set.TryAdd(field, $"{Sql.Nest(expression)}::{DuckTypes.Of(field.Type)}"))
            {
                throw new SchemaMismatchException($"The merge sets the column '{field.Name}' twice in one clause. Nothing was written.", snapshot.Location, snapshot.Version);
            }
        }

        return [.. set.Select(entry => (entry.Key, entry.Value))];
    }

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

    /// <summary>Whether the value follows from other columns, and so changes with them.</summary>
    private static bool IsComputed(StructField field) => field.Metadata.ContainsKey("delta.generationExpression");

    private static bool HasValueOfItsOwn(StructField field) =>
        field.Metadata.Keys.Any(key => key is "delta.generationExpression" or "CURRENT_DEFAULT" || key.StartsWith("delta.identity.", StringComparison.Ordinal));
}
