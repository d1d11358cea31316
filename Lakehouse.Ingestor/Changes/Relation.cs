using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor.Changes;

/// <summary>A table as a Relation message describes it: sent before the table's first change and after every change of its columns.</summary>
/// <param name="Oid">Its number in the messages that follow.</param>
/// <param name="Name">Its name at the time of the changes.</param>
/// <param name="Columns">Its columns in order, without generated ones.</param>
internal sealed record Relation(uint Oid, TableName Name, IReadOnlyList<RelationColumn> Columns)
{
    /// <summary>
    /// <c>R</c>, oid (32 bits), schema, name, replica identity (8), count of columns (16), and per column: flags (8), name, type's oid (32), type modifier (32).
    /// The schema pg_catalog is sent as an empty string.
    /// </summary>
    public static Relation Read(ReadOnlySpan<byte> message)
    {
        var reader = new PgOutputReader(message);
        reader.Skip(1);
        var oid = reader.ReadUInt32();
        var name = new TableName(reader.ReadString(), reader.ReadString());
        reader.Skip(1);
        var columns = new RelationColumn[reader.ReadInt16()];
        for (var i = 0; i < columns.Length; i++)
        {
            reader.Skip(1);
            columns[i] = new RelationColumn(reader.ReadString(), reader.ReadUInt32(), reader.ReadInt32());
        }

        return new Relation(oid, name, columns);
    }
}

/// <summary>A column of a Relation message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeOid">Its type; of a domain the domain.</param>
/// <param name="Modifier">Its type modifier, or -1.</param>
internal sealed record RelationColumn(string Name, uint TypeOid, int Modifier);
