using Lakehouse.Ingestor.Columns;
using Npgsql;

namespace Lakehouse.Ingestor.Source;

/// <summary>Reads from Postgres's catalog which tables there are and what they look like.</summary>
internal static class SourceCatalog
{
    /// <summary>
    /// Partitions belong to their table, and tables of extensions and of Postgres itself are not the user's; views and foreign tables
    /// are listed so that they can be refused by name.
    /// </summary>
    private const string Relations = """
        SELECT n.nspname::text, c.relname::text, c.oid, c.relkind::text, c.relpersistence::text, c.relreplident::text, has_table_privilege(c.oid, 'SELECT')
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND NOT c.relispartition
           AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ORDER BY 1, 2
        """;

    /// <summary>Domains, also of domains, are followed to their base type; the innermost modifier counts.</summary>
    private const string Columns = """
        WITH RECURSIVE resolved AS (
            SELECT a.attnum, a.atttypid AS type, a.atttypmod AS modifier
              FROM pg_attribute a WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT r.attnum, t.typbasetype, CASE WHEN t.typtypmod >= 0 THEN t.typtypmod ELSE r.modifier END
              FROM resolved r JOIN pg_type t ON t.oid = r.type AND t.typtype = 'd')
        SELECT a.attname::text, a.attgenerated::text <> '', format_type(a.atttypid, a.atttypmod), t.typname::text,
               t.typnamespace = 'pg_catalog'::regnamespace, t.typtype = 'e', r.modifier
          FROM resolved r JOIN pg_type t ON t.oid = r.type AND t.typtype <> 'd'
          JOIN pg_attribute a ON a.attrelid = $1 AND a.attnum = r.attnum
         ORDER BY r.attnum
        """;

    private const string Key = """
        SELECT a.attname::text
          FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
         WHERE i.indrelid = $1 AND i.indisprimary ORDER BY k.place
        """;

    private const string Leaves = """
        SELECT n.nspname::text, c.relname::text, pg_relation_size(c.oid),
               c.relkind = 'r' AND EXISTS (SELECT FROM pg_am m WHERE m.oid = c.relam AND m.amname = 'heap')
          FROM (SELECT $1::oid AS oid UNION SELECT relid FROM pg_partition_tree($1::oid::regclass)) tree
          JOIN pg_class c ON c.oid = tree.oid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind <> 'p' ORDER BY 1, 2
        """;

    /// <summary>The selected tables; those that cannot be replicated say why in <see cref="SourceTable.Refusal"/>.</summary>
    public static async Task<IReadOnlyList<SourceTable>> ReadAsync(NpgsqlConnection connection, TableSelection selection, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(connection, Relations, null, row =>
            new FoundRelation(new TableName(row.GetString(0), row.GetString(1)), row.GetFieldValue<uint>(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetBoolean(6)), cancellationToken);

        var tables = new List<SourceTable>();
        foreach (var relation in found.Where(item => selection.Selects(item.Name)))
        {
            tables.Add(await DescribeAsync(connection, relation, cancellationToken));
        }

        return tables;
    }

    private static async Task<SourceTable> DescribeAsync(NpgsqlConnection connection, FoundRelation relation, CancellationToken cancellationToken)
    {
        var oid = relation.Oid;
        var columns = await QueryAsync(connection, Columns, oid, row =>
            (Generated: row.GetBoolean(1), Column: new SourceColumn(
                row.GetString(0), row.GetString(2), ColumnTypes.For(row.GetString(3), row.GetBoolean(4), row.GetBoolean(5), row.GetInt32(6)))), cancellationToken);
        var kept = columns.Where(item => !item.Generated).Select(item => item.Column).ToArray();
        var key = await QueryAsync(connection, Key, oid, row => row.GetString(0), cancellationToken);
        var table = new SourceTable
        {
            Name = relation.Name,
            Oid = oid,
            Columns = kept,
            Key = key,
            Storage = [],
            EstimatedRows = 0,
            Refusal = SourceTableRules.WhyRefused(relation.Kind, kept),
            CaptureRefusal = SourceTableRules.WhyNotCaptured(relation, key),
            Remarks = SourceTableRules.Remarks(columns.Where(item => item.Generated).Select(item => item.Column.Name).ToArray()),
        };
        return table.Refusal is not null
            ? table
            : table with
            {
                Storage = await QueryAsync(connection, Leaves, oid, row => new StoredRelation(new TableName(row.GetString(0), row.GetString(1)), row.GetInt64(2), row.GetBoolean(3)), cancellationToken),
                EstimatedRows = relation.Readable ? await RowEstimate.ReadAsync(connection, relation.Name, cancellationToken) : 0,
            };
    }

    private static async Task<List<T>> QueryAsync<T>(NpgsqlConnection connection, string sql, uint? oid, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (oid is { } relation)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = relation, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
