using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>ALTER TABLE … ADD and DROP CONSTRAINT.</summary>
internal static class ConstraintChanges
{
    public static async Task<Alteration> AddAsync(Snapshot snapshot, DuckDbEngine engine, CheckConstraint constraint, CancellationToken cancellationToken)
    {
        if (Find(snapshot, constraint.Name) is { } present)
        {
            throw new SchemaMismatchException($"The table has a CHECK constraint '{present.Name}' already: [{present.Expression}].", snapshot.Location, snapshot.Version);
        }

        var rules = RowRules.Of(constraint, snapshot.Schema, snapshot.Location);
        var scan = await DeltaScan.PlanAsync(snapshot, cancellationToken).ConfigureAwait(false);
        try
        {
            if (await rules.FindAsync(engine, $"SELECT * FROM {scan.Sql} AS t", null, cancellationToken).ConfigureAwait(false) is { } broken)
            {
                throw broken;
            }
        }
        catch (DuckDBException error) when (scan.Explain(error) is { } explained)
        {
            throw explained;
        }

        var configuration = new Dictionary<string, string?>(snapshot.Metadata.Configuration, StringComparer.Ordinal) { [constraint.Key.ToLowerInvariant()] = constraint.Expression };
        return new Alteration(
            TableShape.Of(snapshot).With(snapshot.Schema, snapshot.Metadata with { Configuration = configuration }),
            new Dictionary<string, string?> { ["name"] = constraint.Name, ["expr"] = constraint.Expression })
        {
            Read = TableRead.WholeTable,
        };
    }

    public static Alteration Drop(Snapshot snapshot, string name, bool ifExists)
    {
        if (Find(snapshot, name) is not { } present)
        {
            return ifExists
                ? new Alteration(TableShape.Of(snapshot), new Dictionary<string, string?> { ["name"] = name, ["existed"] = "false" })
                : throw new SchemaMismatchException($"The table has no CHECK constraint '{name}'.", snapshot.Location, snapshot.Version);
        }

        var configuration = snapshot.Metadata.Configuration.Where(entry => !string.Equals(entry.Key, present.Key, StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.Ordinal);
        return new Alteration(
            TableShape.Of(snapshot).With(snapshot.Schema, snapshot.Metadata with { Configuration = configuration }),
            new Dictionary<string, string?> { ["name"] = name, ["expr"] = present.Expression, ["existed"] = "true" });
    }

    private static CheckConstraint? Find(Snapshot snapshot, string name) =>
        CheckConstraint.Of(snapshot.Metadata).FirstOrDefault(constraint => string.Equals(constraint.Name, name, StringComparison.OrdinalIgnoreCase));
}
