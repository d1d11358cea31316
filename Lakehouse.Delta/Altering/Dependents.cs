namespace Lakehouse.Delta.Engine;

/// <summary>Rules of a table that name a column, which therefore cannot go away or become another.</summary>
internal static class Dependents
{
    /// <exception cref="SchemaMismatchException">A constraint, a generated column, an invariant or the clustering needs the column.</exception>
    public static void Refuse(Snapshot snapshot, IReadOnlyList<string> path, string change)
    {
        foreach (var constraint in CheckConstraint.Of(snapshot.Metadata))
        {
            Refuse(snapshot, path, change, $"the CHECK constraint '{constraint.Name}'", constraint.Expression, "checkConstraints");
        }

        foreach (var field in snapshot.Schema.Fields.Where(field => field.GenerationExpression is not null))
        {
            Refuse(snapshot, path, change, $"the generated column '{field.Name}'", field.GenerationExpression!, "generatedColumns");
        }

        foreach (var field in snapshot.Schema.Fields.Where(field => field.Invariant is not null))
        {
            Refuse(snapshot, path, change, $"the invariant of '{field.Name}'", field.Invariant!, "invariants");
        }
    }

    private static void Refuse(Snapshot snapshot, IReadOnlyList<string> path, string change, string what, string expression, string feature)
    {
        if (SparkExpression.Parse(expression, snapshot.Schema, what, feature, snapshot.Location).Columns.Contains(path[0]))
        {
            throw new SchemaMismatchException($"The column '{ColumnPath.Format(path)}' cannot be {change}: {what} [{expression}] names it. Drop that first.", snapshot.Location, snapshot.Version);
        }
    }
}
