using System.Text.Json.Nodes;

namespace Lakehouse.Delta.Engine;

/// <summary>ALTER TABLE … COLUMN: what becomes of the schema.</summary>
internal static class ColumnChanges
{
    public static Alteration Add(Snapshot snapshot, IReadOnlyList<ColumnAddition> columns)
    {
        var schema = snapshot.Schema;
        foreach (var addition in columns)
        {
            var problem = addition.Column.Type.AllFields().Prepend(addition.Column).Any(field => !field.Nullable) ? "NOT NULL, and rows that are there have no value in it"
                : addition.Column.DefaultExpression is not null ? "one with a default; add it first, and set the default then"
                : addition.Column.GenerationExpression is not null || addition.Column.Identity is not null ? "a generated column, and rows that are there have no value in it" : null;
            if (problem is not null)
            {
                throw new SchemaMismatchException($"The column '{addition.Column.Name}' cannot be added: it is {problem}.", snapshot.Location, snapshot.Version);
            }

            schema = SchemaEdit.ChangeStruct(schema, addition.Parent.Length == 0 ? [] : ColumnPath.Parse(addition.Parent), parent => Insert(parent, addition));
        }

        return new Alteration(TableShape.Of(snapshot).With(schema, snapshot.Metadata), One("columns", AlterationParameters.Added(columns)));
    }

    public static Alteration Rename(Snapshot snapshot, string[] path, string newName)
    {
        RequireMapping(snapshot, "renamed");
        Dependents.Refuse(snapshot, path, "renamed");
        string[] after = [.. path.SkipLast(1), newName];
        var old = SchemaEdit.Find(snapshot.Schema, path);
        var schema = SchemaEdit.Change(snapshot.Schema, path, field => [field with { Name = newName }]);
        string[] partitions = [.. snapshot.Metadata.PartitionColumns.Select(column => path.Length == 1 && column == old.Name ? newName : column)];
        return new Alteration(
            TableShape.Of(snapshot).With(schema, snapshot.Metadata with { PartitionColumns = partitions }),
            new Dictionary<string, string?> { ["oldColumnPath"] = ColumnPath.Format(path), ["newColumnPath"] = ColumnPath.Format(after) });
    }

    public static Alteration Drop(Snapshot snapshot, IReadOnlyList<string[]> paths)
    {
        RequireMapping(snapshot, "dropped");
        var schema = snapshot.Schema;
        foreach (var path in paths)
        {
            Dependents.Refuse(snapshot, path, "dropped");
            var field = SchemaEdit.Find(schema, path);
            if (path.Length == 1 && snapshot.Metadata.PartitionColumns.Contains(field.Name))
            {
                throw new SchemaMismatchException($"The column '{field.Name}' cannot be dropped, for the table is partitioned by it.", snapshot.Location, snapshot.Version);
            }

            if (path.Length == 1 && snapshot.Domains.TryGetValue("delta.clustering", out var clustering) && clustering.Configuration.Contains($"\"{field.PhysicalName}\"", StringComparison.Ordinal))
            {
                throw new SchemaMismatchException($"The column '{field.Name}' cannot be dropped, for the table is clustered by it.", snapshot.Location, snapshot.Version);
            }

            schema = SchemaEdit.Change(schema, path, _ => []);
        }

        return schema.Fields.Count == 0 || schema.AllFields().Any(field => field.Type is StructType { Fields.Count: 0 })
            ? throw new SchemaMismatchException("The last column of a table or of a struct cannot be dropped.", snapshot.Location, snapshot.Version)
            : new Alteration(TableShape.Of(snapshot).With(schema, snapshot.Metadata), One("columns", AlterationParameters.List(paths.Select(ColumnPath.Format))));
    }

    public static Alteration Widen(Snapshot snapshot, string[] path, DataType to)
    {
        var depth = path.Length;
        while (depth > 1 && path[depth - 1] is "element" or "key" or "value" && !IsField(snapshot.Schema, path[..depth]))
        {
            depth--;
        }

        var (fieldPath, inside) = (path[..depth], path[depth..]);
        var field = SchemaEdit.Find(snapshot.Schema, fieldPath);
        var from = inside.Aggregate(field.Type, (type, step) => (type, step) switch
        {
            (ArrayType array, "element") => array.ElementType,
            (MapType map, "key") => map.KeyType,
            (MapType map, "value") => map.ValueType,
            _ => throw new SchemaMismatchException($"The table has no column '{ColumnPath.Format(path)}'.", snapshot.Location, snapshot.Version),
        });
        if (from != PrimitiveType.Void)
        {
            if (!TypeWidening.IsAllowed(from, to))
            {
                throw new SchemaMismatchException($"The column '{ColumnPath.Format(path)}' cannot change from {from} to {to}; the protocol allows wider types only.", snapshot.Location, snapshot.Version);
            }

            if (!snapshot.Metadata.IsOn(TypeWidening.Enable))
            {
                throw new SchemaMismatchException($"The column '{ColumnPath.Format(path)}' cannot become {to}, for the table does not have {TypeWidening.Enable} = true.", snapshot.Location, snapshot.Version);
            }
        }

        Dependents.Refuse(snapshot, path, "widened");
        var widened = TypeWidening.Widen(field, inside, to);
        return Changed(snapshot, fieldPath, widened);
    }

    /// <summary>A change of one field that data files do not notice.</summary>
    public static Alteration Change(Snapshot snapshot, string[] path, Func<StructField, StructField> change) =>
        Changed(snapshot, path, change(SchemaEdit.Find(snapshot.Schema, path)));

    public static StructField WithDefault(StructField field, string? expression) =>
        expression is null ? field.Without("CURRENT_DEFAULT") : field.With("CURRENT_DEFAULT", JsonValue.Create(expression));

    private static Alteration Changed(Snapshot snapshot, string[] path, StructField field) => new(
        TableShape.Of(snapshot).With(SchemaEdit.Change(snapshot.Schema, path, _ => [field]), snapshot.Metadata),
        One("column", AlterationParameters.Changed(path, field)));

    private static StructType Insert(StructType parent, ColumnAddition addition)
    {
        if (parent.Find(addition.Column.Name) is not null)
        {
            throw new SchemaMismatchException($"The column '{addition.Column.Name}' is there already.", null);
        }

        var after = addition.After is null ? parent.Fields.Count - 1 : parent.Fields.ToList().FindIndex(field => string.Equals(field.Name, addition.After, StringComparison.OrdinalIgnoreCase));
        if (addition.After is not null && after < 0)
        {
            throw new SchemaMismatchException($"The column '{addition.Column.Name}' cannot come after '{addition.After}', which is not there.", null);
        }

        var fields = parent.Fields.ToList();
        fields.Insert(addition.First ? 0 : after + 1, addition.Column);
        return new StructType(fields);
    }

    private static bool IsField(StructType schema, string[] path)
    {
        try
        {
            SchemaEdit.Find(schema, path);
            return true;
        }
        catch (SchemaMismatchException)
        {
            return false;
        }
    }

    private static void RequireMapping(Snapshot snapshot, string change)
    {
        if (!PhysicalColumns.IsMapped(snapshot.Metadata))
        {
            throw new SchemaMismatchException($"Columns of this table cannot be {change}, for its files hold them by name. Set {ColumnMapper.Mode} = name first, which rewrites nothing.", snapshot.Location, snapshot.Version);
        }
    }

    private static Dictionary<string, string?> One(string key, string value) => new() { [key] = value };
}
