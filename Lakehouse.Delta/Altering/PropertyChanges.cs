namespace Lakehouse.Delta.Engine;

/// <summary>ALTER TABLE … SET and UNSET TBLPROPERTIES: what becomes of the table.</summary>
internal static class PropertyChanges
{
    public static Alteration Set(Snapshot snapshot, IReadOnlyDictionary<string, string> properties)
    {
        if (properties.Keys.FirstOrDefault(key => key.StartsWith(CheckConstraint.Prefix, StringComparison.OrdinalIgnoreCase)) is { } constraint)
        {
            throw new SchemaMismatchException($"The property {constraint} is a CHECK constraint. Add it by AddConstraintAsync, which looks at the rows that are there.", snapshot.Location, snapshot.Version);
        }

        var configuration = new Dictionary<string, string?>(snapshot.Metadata.Configuration, StringComparer.Ordinal);
        foreach (var (key, value) in properties)
        {
            configuration[key] = value;
        }

        return Change(snapshot, configuration, new Dictionary<string, string?> { ["properties"] = AlterationParameters.Map(properties) });
    }

    public static Alteration Unset(Snapshot snapshot, IReadOnlyList<string> keys, bool ifExists)
    {
        if (!ifExists && keys.FirstOrDefault(key => !snapshot.Metadata.Configuration.ContainsKey(key)) is { } missing)
        {
            throw new SchemaMismatchException($"The table has no property '{missing}'.", snapshot.Location, snapshot.Version);
        }

        var configuration = snapshot.Metadata.Configuration.Where(entry => !keys.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal);
        return Change(snapshot, configuration, new Dictionary<string, string?> { ["properties"] = AlterationParameters.List(keys), ["ifExists"] = ifExists ? "true" : "false" });
    }

    private static Alteration Change(Snapshot snapshot, IReadOnlyDictionary<string, string?> configuration, IReadOnlyDictionary<string, string?> parameters)
    {
        var shape = TableShape.Of(snapshot).With(snapshot.Schema, snapshot.Metadata with { Configuration = configuration });
        var alteration = new Alteration(shape, parameters);
        return snapshot.Metadata.IsOn(RowTracking.Enable) || !shape.Metadata.IsOn(RowTracking.Enable) ? alteration : alteration with
        {
            // Every file of a table with row tracking has ids; those that have none get them in the same commit.
            Actions = [.. snapshot.Files.Where(file => file.BaseRowId is null || file.DefaultRowCommitVersion is null).Select(file => file with { DataChange = false })],
            Read = TableRead.WholeTable,
        };
    }
}
