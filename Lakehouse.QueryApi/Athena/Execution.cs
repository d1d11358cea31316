using System.Text.Json.Serialization;

namespace Lakehouse.QueryApi.Athena;

/// <summary>The states of an execution, by Athena's names.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExecutionState>))]
internal enum ExecutionState
{
    /// <summary>Waits for a worker.</summary>
    QUEUED,

    /// <summary>Runs.</summary>
    RUNNING,

    /// <summary>Its result is at its output location.</summary>
    SUCCEEDED,

    /// <summary>It has failed.</summary>
    FAILED,

    /// <summary>It was stopped.</summary>
    CANCELLED,
}

/// <summary>A result's column.</summary>
internal sealed record ResultColumn(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("type")] string Type);

/// <summary>An execution at a moment; the next moment is another record.</summary>
internal sealed record Execution
{
    public required string Id { get; init; }

    public required string Query { get; init; }

    public required string WorkGroup { get; init; }

    public required string OutputLocation { get; init; }

    public required DateTimeOffset Submitted { get; init; }

    public ExecutionState State { get; init; }

    public string? Reason { get; init; }

    /// <summary>Athena's error category: 1 system, 2 user, 3 other; 0 without an error.</summary>
    public int ErrorCategory { get; init; }

    public bool IsRetryable { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Completed { get; init; }

    public string StatementType { get; init; } = "DML";

    public string SubstatementType { get; init; } = "SELECT";

    public string? Catalog { get; init; }

    public string? Database { get; init; }

    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Who started it: others do not see it.</summary>
    public string Principal { get; init; } = Access.Principal.Everyone.Name;

    public string? RequestToken { get; init; }

    public long BytesScanned { get; init; }

    public long FilesScanned { get; init; }

    public long FilesPruned { get; init; }

    public long InputRows { get; init; }

    public long Rows { get; init; }

    public long ResultBytes { get; init; }

    /// <summary>Where the files that an UNLOAD wrote are listed, or null.</summary>
    public string? ManifestLocation { get; init; }

    public IReadOnlyList<ResultColumn> Columns { get; init; } = [];

    [JsonIgnore]
    public bool IsOver => State is ExecutionState.SUCCEEDED or ExecutionState.FAILED or ExecutionState.CANCELLED;

    /// <summary>Its rows come with a line of names, as those of SELECT do and those of SHOW do not.</summary>
    [JsonIgnore]
    public bool HasHeader => StatementType == "DML";
}
