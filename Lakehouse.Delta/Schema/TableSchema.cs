using System.Text.Json;

namespace Lakehouse.Delta;

/// <summary>Reads the schema of a table's metadata and says which table it was when that fails.</summary>
internal static class TableSchema
{
    public static StructType Parse(Metadata metadata, Uri table, long version)
    {
        if (metadata.SchemaString.Length == 0)
        {
            return new StructType([]);
        }

        try
        {
            return SchemaReader.Read(metadata.SchemaString);
        }
        catch (NotSupportedException unknown)
        {
            throw new UnsupportedFeatureException($"Cannot read the schema: {unknown.Message} is not supported.", unknown.Message, table, version, null, unknown);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            throw new CorruptLogException($"Cannot read the schema in metaData.schemaString: {damaged.Message}", table, version, null, damaged);
        }
    }
}
