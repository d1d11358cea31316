using System.Globalization;
using Apache.Arrow;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Engine.Functions;
using Lakehouse.QueryApi.Results;
using Lakehouse.QueryApi.Trino.Translation;
using Lakehouse.QueryApi.Workers;

namespace Lakehouse.QueryApi.Engine;

/// <summary>
/// One sandboxed in-memory DuckDB database with one connection, which runs one statement at a time. It holds no rows: its views
/// read the files of the snapshots that the statement at hand was given.
/// </summary>
/// <remarks>See docs/decisions/0080-query-sandbox.md for what guards what.</remarks>
internal sealed class QueryEngine : IDisposable
{
    /// <summary>The catalog's name in three-part table names, as in Athena.</summary>
    public const string CatalogName = "awsdatacatalog";

    /// <summary>Where the macros behind Trino's functions are; last in the search path.</summary>
    private const string MacroSchema = "\"$trino\"";

    private readonly DuckDBConnection connection;
    private readonly DuckDBConnection quick;
    private readonly DuckDBPreparedStatement serializer;
    private readonly HeldTables held;
    private readonly PreparedStatements prepared = new();
    private DuckDBNativeConnection active;

    public QueryEngine(EngineSettings settings)
    {
        Directory.CreateDirectory(settings.TempFolder);
        connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Run($"ATTACH ':memory:' AS {CatalogName}");
        foreach (var database in settings.Databases)
        {
            Run($"CREATE SCHEMA IF NOT EXISTS {CatalogName}.{SqlText.Identifier(database)}");
        }

        Run($"CREATE SCHEMA {CatalogName}.{SqlText.Identifier(InformationSchemaTable.DatabaseName)}; CREATE SCHEMA {CatalogName}.{HeldTables.Schema}; CREATE SCHEMA {CatalogName}.{MacroSchema}; USE {CatalogName}.{MacroSchema}");
        foreach (var function in (IEnumerable<ScalarFunction>)[.. JsonFunctions.All, .. JsonPathFunctions.All, .. JsonCasts.All, .. PatternFunctions.All, .. TextFunctions.All, .. BinaryFunctions.All, .. UrlFunctions.All])
        {
            function.Register(Native);
        }

        Run(EmbeddedText.Read("macros.sql"));
        quick = connection.Duplicate();
        quick.Open();
        foreach (var each in new[] { connection, quick })
        {
            // Each schema of the search path is an identifier inside a literal: 'awsdatacatalog."a",awsdatacatalog."b"'.
            Run(each.NativeConnection, $"SET search_path = {SqlText.Literal(string.Join(',', settings.Databases.Select(SqlText.Identifier).Append(MacroSchema).Select(name => $"{CatalogName}.{name}")))}; SET TimeZone = 'UTC'; SET errors_as_json = true");
        }

        // To read the sorting column first and the others of ten rows later pays for files; in memory it costs three times what it saves.
        Run(quick.NativeConnection, "SET late_materialization_max_rows = 0");
        Run($"""
            SET parquet_metadata_cache = true;
            -- The kernel has the files in memory already, once for all workers.
            SET enable_external_file_cache = false;
            -- What was freed goes back also when no statement follows.
            SET allocator_background_threads = true;
            SET memory_limit = '{settings.OperatorBytes.ToString(CultureInfo.InvariantCulture)}B';
            SET threads = {settings.Threads.ToString(CultureInfo.InvariantCulture)};
            SET temp_directory = {SqlText.Literal(settings.TempFolder)};
            SET max_temp_directory_size = '{settings.TempBytes.ToString(CultureInfo.InvariantCulture)}B';
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET allow_community_extensions = false;
            SET allow_persistent_secrets = false;
            SET allowed_directories = {SqlText.List(settings.ReadableFolders)};
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
        serializer = Prepare("SELECT json_serialize_sql($1::VARCHAR)");
        held = new HeldTables(this);
        active = Native;
    }

    private DuckDBNativeConnection Native => connection.NativeConnection;

    /// <summary>The statement's syntax tree as DuckDB's parser sees it, as JSON; statements that are not SELECT give an error object.</summary>
    public string Serialize(string sql)
    {
        Bind(serializer, 1, sql);
        using var result = ResultStream.Start(serializer, Native, CancellationToken.None);
        result.NextChunk();
        return result.Columns[0].Text(0) ?? throw new InvalidOperationException("DuckDB's parser gave no answer.");
    }

    /// <summary>Makes a version of a table the one that statements see.</summary>
    public void Provide(ProvidedTable table)
    {
        prepared.Clear();
        held.Release(table);
        var rows = table.Hold && held.TryHold(table) is { } kept ? kept : table.Relation;
        Run($"CREATE OR REPLACE VIEW {CatalogName}.{SqlText.Identifier(table.Database)}.{SqlText.Identifier(table.Name)} AS SELECT * FROM {rows}");
    }

    /// <summary>Starts a statement that the sandbox has passed.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters' values.</param>
    /// <param name="tables">The tables that it reads.</param>
    /// <param name="isRepeatable">It does not hang on the time or on chance: its plan is good for another run.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="EngineException">DuckDB refused or failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ResultStream Execute(string sql, StatementParameters parameters, IReadOnlyList<ScannedTable> tables, bool isRepeatable, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isQuick = tables.All(held.Contains);
        active = isQuick ? quick.NativeConnection : Native;
        if (!isQuick || !isRepeatable)
        {
            using var once = PrepareSelect(sql);
            return Start(once, parameters, cancellationToken);
        }

        var statement = prepared.Find(sql);
        var isKept = statement is not null;
        statement ??= PrepareSelect(sql);
        try
        {
            var result = Start(statement, parameters, cancellationToken);
            isKept = isKept || prepared.TryKeep(sql, statement);
            return result;
        }
        catch
        {
            prepared.Forget(sql);
            throw;
        }
        finally
        {
            if (!isKept)
            {
                statement.Dispose();
            }
        }
    }

    private ResultStream Start(DuckDBPreparedStatement statement, StatementParameters parameters, CancellationToken cancellationToken)
    {
        parameters.BindTo(statement);
        return ResultStream.Start(statement, active, cancellationToken);
    }

    private DuckDBPreparedStatement PrepareSelect(string sql)
    {
        var statement = Prepare(active, sql);
        if (DuckDbInterop.PreparedStatementType(statement) is DuckDBStatementType.Select or DuckDBStatementType.Explain)
        {
            return statement;
        }

        statement.Dispose();
        throw new EngineException("Permission", "Only SELECT statements run here.", null);
    }

    /// <summary>What is known of a statement before it runs: of its parameters without values, of its columns with them, if they are given.</summary>
    /// <exception cref="EngineException">DuckDB refused it.</exception>
    /// <exception cref="Http.QueryException">The values do not fit the statement's parameters.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public StatementShape Describe(string sql, StatementParameters parameters, CancellationToken cancellationToken)
    {
        active = Native;
        using var statement = Prepare(sql);
        var expected = PreparedSchema.OfParameters(statement, Native);
        var columns = parameters.AreGiven ? ColumnsWith(parameters.BindTo, StatementProbes.Of(sql), cancellationToken)
            : PreparedSchema.HasColumns(statement) ? PreparedSchema.OfColumns(statement, Native)
            : ColumnsWithNulls(StatementProbes.WithoutRows(sql), cancellationToken);
        return new StatementShape(columns, expected);
    }

    /// <summary>A guess: with NULLs the columns have their names, and most their types. None where a NULL may not stand.</summary>
    private Schema ColumnsWithNulls(IReadOnlyList<string> probes, CancellationToken cancellationToken)
    {
        try
        {
            return ColumnsWith(StatementParameters.BindNulls, probes, cancellationToken);
        }
        catch (EngineException)
        {
            return new Schema([], null);
        }
    }

    /// <summary>The columns that a statement has with the values of its parameters, which DuckDB's C API tells of a started statement only.</summary>
    private Schema ColumnsWith(Action<DuckDBPreparedStatement> bind, IReadOnlyList<string> probes, CancellationToken cancellationToken)
    {
        for (var index = 0; ; index++)
        {
            try
            {
                return Start(probes[index]);
            }
            catch (EngineException error) when (!error.IsInterrupt && !error.IsFatal && index < probes.Count - 1)
            {
                // The last one is the statement itself or as near as can be, and says what is wrong.
            }
        }

        Schema Start(string sql)
        {
            using var statement = PrepareSelect(sql);
            bind(statement);
            Schema columns;
            using (var result = ResultStream.Start(statement, Native, cancellationToken))
            {
                columns = result.SchemaOf(result.Columns.Length);
            }

            Abandon();
            return columns;
        }
    }

    /// <summary>Ends a statement whose result was not read to its end, and frees what it held.</summary>
    public void Abandon()
    {
        active.Interrupt();
        Run(active, "SELECT 1");
    }

    public void Dispose()
    {
        prepared.Dispose();
        serializer.Dispose();
        quick.Dispose();
        connection.Dispose();
    }

    internal static unsafe void Bind(DuckDBPreparedStatement statement, int index, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            byte empty;
            DuckDbInterop.BindText(statement, (ulong)index, start is null ? &empty : start, (ulong)bytes.Length);
        }
    }

    /// <summary>The answer of a statement of the service's own.</summary>
    internal bool IsTrue(string sql)
    {
        using var statement = Prepare(sql);
        using var result = ResultStream.Start(statement, Native, CancellationToken.None);
        return result.NextChunk() > 0 && !result.Columns[0].IsNull(0) && result.Columns[0].Value<byte>(0) != 0;
    }

    internal DuckDBPreparedStatement Prepare(string sql) => Prepare(Native, sql);

    private static DuckDBPreparedStatement Prepare(DuckDBNativeConnection native, string sql)
    {
        if (NativeMethods.PreparedStatements.DuckDBPrepare(native, sql, out var statement) == DuckDBState.Success)
        {
            return statement;
        }

        using (statement)
        {
            throw EngineException.FromText(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
        }
    }

    internal void Run(string sql) => Run(Native, sql);

    private static void Run(DuckDBNativeConnection native, string sql)
    {
        var state = NativeMethods.Query.DuckDBQuery(native, sql, out var result);
        try
        {
            if (state != DuckDBState.Success)
            {
                throw EngineException.FromText(NativeMethods.Query.DuckDBResultError(ref result));
            }
        }
        finally
        {
            result.Close();
        }
    }
}
