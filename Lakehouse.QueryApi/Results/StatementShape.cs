using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Lakehouse.QueryApi.Results;

/// <summary>What is known of a statement before it runs.</summary>
/// <param name="Columns">The columns of its rows.</param>
/// <param name="Parameters">A field for each parameter, named by its number.</param>
internal sealed record StatementShape(Schema Columns, Schema Parameters)
{
    /// <summary>Reads two Arrow streams without batches, one behind the other.</summary>
    public static StatementShape Read(ReadOnlyMemory<byte> streams)
    {
        using var source = new MemoryStream(streams.ToArray(), writable: false);
        return new StatementShape(ReadSchema(source), ReadSchema(source));
    }

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public void WriteTo(Stream target)
    {
        WriteSchema(Columns, target);
        WriteSchema(Parameters, target);
    }

    private static Schema ReadSchema(Stream source)
    {
        using var reader = new ArrowStreamReader(source, leaveOpen: true);
        var schema = reader.Schema;
        return reader.ReadNextRecordBatch() is null ? schema : throw new InvalidDataException("A description has rows.");
    }

    private static void WriteSchema(Schema schema, Stream target)
    {
        using var writer = new ArrowStreamWriter(target, schema, leaveOpen: true);
        writer.WriteStart();
        writer.WriteEnd();
    }
}
