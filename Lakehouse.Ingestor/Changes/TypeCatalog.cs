using Lakehouse.Ingestor.Columns;
using Lakehouse.Ingestor.Source;
using Npgsql;

namespace Lakehouse.Ingestor.Changes;

/// <summary>Finds how the types of Relation messages are stored.</summary>
internal sealed class TypeCatalog(SourceServer server)
{
    private const string Query = """
        WITH RECURSIVE resolved AS (
            SELECT $1::oid AS type, $2::int AS modifier
            UNION ALL
            SELECT t.typbasetype, CASE WHEN t.typtypmod >= 0 THEN t.typtypmod ELSE r.modifier END
              FROM resolved r JOIN pg_type t ON t.oid = r.type AND t.typtype = 'd')
        SELECT t.typname::text, t.typnamespace = 'pg_catalog'::regnamespace, t.typtype = 'e', r.modifier, format_type($1::oid, $2::int)
          FROM resolved r JOIN pg_type t ON t.oid = r.type AND t.typtype <> 'd'
        """;

    /// <summary>The columns, in the relation's order.</summary>
    public async Task<IReadOnlyList<SourceColumn>> ResolveAsync(Relation relation, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(cancellationToken);
        var columns = new List<SourceColumn>();
        foreach (var column in relation.Columns)
        {
            columns.Add(await ResolveAsync(connection, column, cancellationToken));
        }

        return columns;
    }

    private static async Task<SourceColumn> ResolveAsync(NpgsqlConnection connection, RelationColumn column, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = column.TypeOid, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });
        command.Parameters.Add(new NpgsqlParameter { Value = column.Modifier });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SourceColumn(column.Name, reader.GetString(4), ColumnTypes.For(reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetInt32(3)))
            : new SourceColumn(column.Name, $"dropped type {column.TypeOid}", ColumnTypes.Text); // dropped since: its text is all there is
    }
}
