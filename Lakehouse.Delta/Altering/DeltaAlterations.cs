namespace Lakehouse.Delta.Engine;

/// <summary>ALTER TABLE. Each change is one commit without data files; the protocol is raised as far as the change needs it.</summary>
/// <remarks>
/// Columns inside structs are named <c>address.city</c>; a name with a dot stands in backticks; <c>element</c>, <c>key</c> and <c>value</c> lead
/// into lists and maps. Each method throws <see cref="SchemaMismatchException"/> when the table does not allow the change and
/// <see cref="UnsupportedFeatureException"/> when the table, or what would become of it, has a feature that this library does not write.
/// </remarks>
public static class DeltaAlterations
{
    /// <summary>Adds columns at the end. Rows that are there have NULL in them.</summary>
    public static Task<CommitResult> AddColumnsAsync(this DeltaTable table, IReadOnlyList<StructField> columns, CancellationToken cancellationToken) =>
        AddColumnsAsync(table, [.. columns.Select(column => new ColumnAddition(column))], cancellationToken);

    /// <summary>Adds columns, also inside structs. Rows that are there have NULL in them.</summary>
    public static Task<CommitResult> AddColumnsAsync(this DeltaTable table, IReadOnlyList<ColumnAddition> columns, CancellationToken cancellationToken) =>
        new AlterOperation(table, "ADD COLUMNS").RunAsync(snapshot => ColumnChanges.Add(snapshot, columns), cancellationToken);

    /// <summary>Gives a column a wider type, where the table has <c>delta.enableTypeWidening</c>. No file is written anew.</summary>
    public static Task<CommitResult> WidenColumnAsync(this DeltaTable table, string column, DataType type, CancellationToken cancellationToken) =>
        new AlterOperation(table, "CHANGE COLUMN").RunAsync(snapshot => ColumnChanges.Widen(snapshot, ColumnPath.Parse(column), type), cancellationToken);

    /// <summary>Renames a column of a table with column mapping.</summary>
    public static Task<CommitResult> RenameColumnAsync(this DeltaTable table, string column, string newName, CancellationToken cancellationToken) =>
        new AlterOperation(table, "RENAME COLUMN").RunAsync(snapshot => ColumnChanges.Rename(snapshot, ColumnPath.Parse(column), newName), cancellationToken);

    /// <summary>Drops columns of a table with column mapping. Their values stay in the files until these are rewritten.</summary>
    public static Task<CommitResult> DropColumnsAsync(this DeltaTable table, IReadOnlyList<string> columns, CancellationToken cancellationToken) =>
        new AlterOperation(table, "DROP COLUMNS").RunAsync(snapshot => ColumnChanges.Drop(snapshot, [.. columns.Select(ColumnPath.Parse)]), cancellationToken);

    /// <summary>Lets a column hold NULL.</summary>
    public static Task<CommitResult> DropNotNullAsync(this DeltaTable table, string column, CancellationToken cancellationToken) =>
        new AlterOperation(table, "CHANGE COLUMN").RunAsync(snapshot => ColumnChanges.Change(snapshot, ColumnPath.Parse(column), field => field with { Nullable = true }), cancellationToken);

    /// <summary>Says what a column means; null takes the text away.</summary>
    public static Task<CommitResult> SetCommentAsync(this DeltaTable table, string column, string? comment, CancellationToken cancellationToken) =>
        new AlterOperation(table, "CHANGE COLUMN").RunAsync(snapshot => ColumnChanges.Change(snapshot, ColumnPath.Parse(column), field => field.WithComment(comment)), cancellationToken);

    /// <summary>Sets the Spark SQL expression of the value that later rows without one get; null takes it away.</summary>
    public static Task<CommitResult> SetDefaultAsync(this DeltaTable table, string column, string? expression, CancellationToken cancellationToken) =>
        new AlterOperation(table, "CHANGE COLUMN").RunAsync(snapshot => ColumnChanges.Change(snapshot, ColumnPath.Parse(column), field => ColumnChanges.WithDefault(field, expression)), cancellationToken);

    /// <summary>Sets table properties. Properties that turn on a feature raise the protocol; <c>delta.enableRowTracking</c> gives ids to the rows that are there.</summary>
    public static Task<CommitResult> SetPropertiesAsync(this DeltaTable table, IReadOnlyDictionary<string, string> properties, CancellationToken cancellationToken) =>
        new AlterOperation(table, "SET TBLPROPERTIES").RunAsync(snapshot => PropertyChanges.Set(snapshot, properties), cancellationToken);

    /// <summary>Takes table properties away. The protocol stays as it is.</summary>
    public static Task<CommitResult> UnsetPropertiesAsync(this DeltaTable table, IReadOnlyList<string> keys, bool ifExists, CancellationToken cancellationToken) =>
        new AlterOperation(table, "UNSET TBLPROPERTIES").RunAsync(snapshot => PropertyChanges.Unset(snapshot, keys, ifExists), cancellationToken);

    /// <summary>Adds a CHECK constraint, a Spark SQL condition that each row must make true, after looking at all rows that are there.</summary>
    /// <exception cref="ConstraintViolationException">A row of the table breaks it.</exception>
    public static Task<CommitResult> AddConstraintAsync(this DeltaTable table, DuckDbEngine engine, string name, string expression, CancellationToken cancellationToken) =>
        new AlterOperation(table, "ADD CONSTRAINT").RunAsync(snapshot => ConstraintChanges.AddAsync(snapshot, engine, new CheckConstraint(name, expression), cancellationToken), cancellationToken);

    /// <summary>Drops a CHECK constraint.</summary>
    public static Task<CommitResult> DropConstraintAsync(this DeltaTable table, string name, bool ifExists, CancellationToken cancellationToken) =>
        new AlterOperation(table, "DROP CONSTRAINT").RunAsync(snapshot => ConstraintChanges.Drop(snapshot, name, ifExists), cancellationToken);

    /// <summary>Adds a feature of the protocol, such as <c>domainMetadata</c>, without turning it on.</summary>
    public static Task<CommitResult> AddFeatureAsync(this DeltaTable table, string feature, CancellationToken cancellationToken) =>
        new AlterOperation(table, "SET TBLPROPERTIES").RunAsync(snapshot => ProtocolChanges.AddFeature(snapshot, feature), cancellationToken);

    /// <summary>Raises the protocol to all that the versions stand for.</summary>
    public static Task<CommitResult> UpgradeProtocolAsync(this DeltaTable table, int minReaderVersion, int minWriterVersion, CancellationToken cancellationToken) =>
        new AlterOperation(table, "UPGRADE PROTOCOL").RunAsync(snapshot => ProtocolChanges.Upgrade(snapshot, minReaderVersion, minWriterVersion), cancellationToken);

    /// <summary>Sets the configuration of a metadata domain of an application; null removes it. Names that start with <c>delta.</c> are refused.</summary>
    public static Task<CommitResult> SetDomainMetadataAsync(this DeltaTable table, string domain, string? configuration, CancellationToken cancellationToken) =>
        new AlterOperation(table, "Manual Update").RunAsync(snapshot => ProtocolChanges.SetDomain(snapshot, domain, configuration), cancellationToken);
}
