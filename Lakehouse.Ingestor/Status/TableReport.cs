using System.Text.Json.Serialization;
using Lakehouse.Ingestor.Raw;

namespace Lakehouse.Ingestor.Status;

/// <summary>One table in <c>GET /tables</c>.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Table">Its name.</param>
/// <param name="State">How far it is.</param>
/// <param name="Rows">Rows read so far.</param>
/// <param name="RowsTotal">Rows in all: the planner's guess until the load has ended.</param>
/// <param name="BytesRead">Bytes of the load's values as Postgres sent them, since the service started.</param>
/// <param name="Bytes">Bytes of the published files.</param>
/// <param name="Percent">Of the rows, or null before the load.</param>
/// <param name="ElapsedSeconds">Since the load began.</param>
/// <param name="RemainingSeconds">A guess.</param>
/// <param name="Files">The published files of the load.</param>
/// <param name="Changes">What was captured since the service started.</param>
/// <param name="Remarks">What to know about the table.</param>
/// <param name="Error">Why it is refused, failed, interrupted or gone.</param>
internal sealed record TableReport(
    string Schema, string Table, TableState State, long Rows, long RowsTotal, long BytesRead, long Bytes, double? Percent, double? ElapsedSeconds, double? RemainingSeconds,
    IReadOnlyList<PublishedFile> Files, ChangeReport Changes, IReadOnlyList<string> Remarks, string? Error);

/// <summary>Changes of one table since the service started.</summary>
/// <param name="Rows">Rows of change files.</param>
/// <param name="Files">Published change files.</param>
/// <param name="LastFile">Name of the last one.</param>
/// <param name="Columns">The columns with their types, once a change has shown them.</param>
/// <param name="SchemaChanges">How often the columns changed.</param>
/// <param name="LastSchemaChange">What changed last: <c>added premiere date</c>.</param>
internal sealed record ChangeReport(long Rows, long Files, string? LastFile, IReadOnlyList<string>? Columns, long SchemaChanges, string? LastSchemaChange);

/// <summary>How far a table is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TableState>))]
internal enum TableState
{
    /// <summary>Its turn comes.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Rows are being read.</summary>
    [JsonStringEnumMemberName("loading")]
    Loading,

    /// <summary>All rows are in published files.</summary>
    [JsonStringEnumMemberName("loaded")]
    Loaded,

    /// <summary>Set aside because of an error; tried again at the next start or when a reload is asked for.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Cannot be replicated as it is.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>Was replicated; now dropped, renamed or left out by the selection.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,
}
