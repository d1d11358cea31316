namespace Lakehouse.Delta;

/// <summary>What a table is apart from its rows, and so what rows have to fit. Every change of it goes through here.</summary>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Schema">The schema of the metadata.</param>
internal sealed record TableShape(Protocol Protocol, Metadata Metadata, StructType Schema)
{
    /// <summary>Physical paths of the columns by which rows are clustered.</summary>
    public IReadOnlyList<string[]> ClusteringColumns { get; init; } = [];

    /// <summary>The table as it is now.</summary>
    public static TableShape Of(Snapshot snapshot) =>
        new(snapshot.Protocol, snapshot.Metadata, snapshot.Schema) { ClusteringColumns = Engine.StatisticsColumns.Clustering(snapshot.Domains) };

    /// <summary>A new table, with the lowest protocol that it can do with, so that as many engines as possible can read.</summary>
    /// <param name="schema">Its columns.</param>
    /// <param name="metadata">The rest; properties may ask for features by <c>delta.feature.{name} = supported</c>.</param>
    /// <exception cref="UnsupportedFeatureException">It needs a feature that this library does not write.</exception>
    /// <exception cref="SchemaMismatchException">The schema or a property is none.</exception>
    public static TableShape New(StructType schema, Metadata metadata)
    {
        TableProperties.CheckNew(metadata.Configuration);
        string[] asked = [.. TableProperties.FeaturesAsked(metadata.Configuration)];
        var (mapped, withIds) = ColumnMapper.Assign(schema, metadata with { Configuration = TableProperties.WithoutProtocol(metadata.Configuration) }, keepNames: false);
        var complete = RowTrackingColumns.Name(withIds);
        SchemaRules.Check(mapped, complete);
        string[] always = ["appendOnly", "invariants"];
        return Checked(new TableShape(TableFeatures.Lowest([.. always, .. asked, .. RequiredFeatures.Of(mapped, complete)]), complete, mapped));
    }

    /// <summary>The same table with another schema or other properties; ids, names and the protocol follow.</summary>
    /// <exception cref="UnsupportedFeatureException">It needs a feature that this library does not write.</exception>
    /// <exception cref="SchemaMismatchException">The change is not allowed.</exception>
    public TableShape With(StructType schema, Metadata metadata)
    {
        TableProperties.CheckChange(Metadata, metadata.Configuration);
        string[] asked = [.. TableProperties.FeaturesAsked(metadata.Configuration)];
        var turnedOn = !Engine.PhysicalColumns.IsMapped(Metadata) && Engine.PhysicalColumns.IsMapped(metadata);
        var (mapped, withIds) = ColumnMapper.Assign(schema, metadata with { Configuration = TableProperties.WithoutProtocol(metadata.Configuration) }, keepNames: turnedOn);
        var complete = RowTrackingColumns.Name(withIds);
        SchemaRules.Check(mapped, complete);
        return Checked(new TableShape(ProtocolUpgrade.Needed(Protocol, [.. asked, .. RequiredFeatures.Of(mapped, complete)]) ?? Protocol, complete, mapped) { ClusteringColumns = ClusteringColumns });
    }

    /// <summary>The actions that make a table of this shape out of what it was, null for nothing; none where it is the same.</summary>
    public IEnumerable<LogAction> ChangesSince(Snapshot? before)
    {
        if (before is null || Protocol != before.Protocol)
        {
            yield return Protocol;
        }

        if (before is null || Metadata != before.Metadata)
        {
            yield return Metadata;
        }
    }

    private static TableShape Checked(TableShape shape)
    {
        WriterFeatures.Check(shape.Protocol, copiesRows: false, null, null);
        return shape with { Metadata = shape.Metadata with { SchemaString = SchemaWriter.Write(shape.Schema) } };
    }
}
