using System.Text.Json;
using System.Text.Json.Serialization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Workers;

/// <summary>Runs a statement.</summary>
/// <param name="Sql">The statement, checked.</param>
/// <param name="Parameters">Values for its parameters.</param>
/// <param name="Limit">Most rows to return, or null.</param>
/// <param name="MediaType">The format of the answer.</param>
/// <param name="Provide">Tables whose version the worker does not have yet.</param>
/// <param name="Tables">The tables that the statement reads, for its statistics.</param>
/// <param name="QueuedMilliseconds">Time the query has waited for a worker.</param>
/// <param name="ElapsedMilliseconds">Time since the request came in.</param>
internal sealed record RunCommand(
    string Sql,
    JsonElement? Parameters,
    long? Limit,
    string MediaType,
    IReadOnlyList<ProvidedTable> Provide,
    IReadOnlyList<ScannedTable> Tables,
    double QueuedMilliseconds,
    double ElapsedMilliseconds)
{
    /// <summary>The statement is not to run: its columns and parameters are asked for.</summary>
    public bool IsDescription { get; init; }

    /// <summary>It hangs on nothing but its tables and parameters.</summary>
    public bool IsRepeatable { get; init; }
}

/// <summary>A table and the relation that its rows are read from.</summary>
/// <param name="Database">The table's database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Relation">What FROM reads.</param>
/// <param name="Hold">The rows are few and asked often: the engine may keep them in memory.</param>
internal sealed record ProvidedTable(string Database, string Name, string Relation, bool Hold);

/// <summary>A table version as statistics show it.</summary>
internal sealed record ScannedTable(string Database, string Table, long? Version, long Files, long Bytes, long FilesPruned);

/// <summary>A statement has run to its end, or to its row limit.</summary>
/// <param name="Rows">Rows returned.</param>
/// <param name="Truncated">There were more.</param>
/// <param name="IsWornOut">The worker is to be replaced before the next statement.</param>
internal sealed record RunEnd(long Rows, bool Truncated, bool IsWornOut = false);

/// <summary>A statement was refused or failed.</summary>
/// <param name="Problem">The kind, by its slug.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Position">Offset in the statement, in UTF-8 bytes, or null.</param>
/// <param name="IsBroken">The worker is not to be used again.</param>
internal sealed record WorkerError(string Problem, string Message, int? Position, bool IsBroken);

/// <summary>JSON of the messages, without reflection: a worker starts faster.</summary>
[JsonSerializable(typeof(EngineSettings))]
[JsonSerializable(typeof(RunCommand))]
[JsonSerializable(typeof(RunEnd))]
[JsonSerializable(typeof(WorkerError))]
[JsonSerializable(typeof(Statement))]
[JsonSerializable(typeof(string))]
internal sealed partial class WorkerJson : JsonSerializerContext;
