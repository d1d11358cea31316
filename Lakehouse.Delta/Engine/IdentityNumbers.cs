using System.Globalization;
using DuckDB.NET.Data;

namespace Lakehouse.Delta.Engine;

/// <summary>Gives numbers to the rows of one write that have none in an identity column (PROTOCOL.md: Identity Columns).</summary>
/// <remarks>A sequence of DuckDB hands them out, so that several threads never get the same one.</remarks>
internal sealed class IdentityNumbers
{
    private readonly DuckDbEngine engine;
    private readonly (StructField Field, string Sequence)[] columns;

    private IdentityNumbers(DuckDbEngine engine, (StructField Field, string Sequence)[] columns)
    {
        this.engine = engine;
        this.columns = columns;
    }

    /// <summary>Makes the sequences of a table's identity columns; <see cref="EndAsync"/> takes them away.</summary>
    /// <exception cref="ConstraintViolationException">A column has no number left.</exception>
    public static async Task<IdentityNumbers> BeginAsync(DuckDbEngine engine, StructType schema, Uri table, CancellationToken cancellationToken)
    {
        var columns = schema.Fields.Where(field => field.Identity is not null).Select(field => (field, $"__identity_{Guid.NewGuid():N}")).ToArray();
        foreach (var (field, sequence) in columns)
        {
            var identity = field.Identity!;
            await engine.ExecuteAsync(
                string.Create(CultureInfo.InvariantCulture, $"CREATE TEMP SEQUENCE {sequence} INCREMENT {identity.Step} MINVALUE {long.MinValue} MAXVALUE {long.MaxValue} START {Next(field, identity, table)}"),
                cancellationToken).ConfigureAwait(false);
        }

        return new IdentityNumbers(engine, columns);
    }

    /// <summary>The SELECT with a number in each identity column that is NULL.</summary>
    public string Fill(string selectSql) => columns.Length == 0 ? selectSql
        : $"SELECT * REPLACE ({string.Join(", ", columns.Select(column => $"coalesce({Sql.Name(column.Field.Name)}, nextval('{column.Sequence}')) AS {Sql.Name(column.Field.Name)}"))}) FROM ({selectSql})";

    /// <summary>Whether an error says that the numbers ran out.</summary>
    public static bool Exhausted(DuckDBException error) => error.Message.Contains("__identity_", StringComparison.Ordinal);

    /// <summary>Physical column name → last number given out; null when none was.</summary>
    public async Task<IReadOnlyDictionary<string, long>?> MarksAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, long>? marks = null;
        foreach (var (field, sequence) in columns)
        {
            await foreach (var row in engine.QueryAsync($"SELECT last_value FROM duckdb_sequences() WHERE sequence_name = '{sequence}'", cancellationToken).ConfigureAwait(false))
            {
                if (!row.IsDBNull(0))
                {
                    (marks ??= new Dictionary<string, long>(StringComparer.Ordinal))[field.PhysicalName] = row.GetInt64(0);
                }
            }
        }

        return marks;
    }

    public async Task EndAsync()
    {
        foreach (var (_, sequence) in columns)
        {
            await engine.ExecuteAsync($"DROP SEQUENCE IF EXISTS {sequence}", CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static long Next(StructField field, IdentityColumn identity, Uri table)
    {
        try
        {
            return identity.Next;
        }
        catch (OverflowException last)
        {
            throw new ConstraintViolationException($"The identity column '{field.Name}' has no number left after {identity.HighWaterMark}. Nothing was written.", table, null, null, last);
        }
    }
}
