using System.Text.Json.Serialization;

namespace Lakehouse.QueryApi.Athena;

/// <summary>A work group.</summary>
/// <param name="Name">Its name.</param>
internal sealed record WorkGroup(string Name)
{
    public string Description { get; init; } = "";

    public bool IsEnabled { get; init; } = true;

    /// <summary>Where results go when a request does not say, or when the group enforces it.</summary>
    public string? OutputLocation { get; init; }

    /// <summary>The group's settings override those of requests.</summary>
    public bool Enforces { get; init; } = true;

    /// <summary>Most bytes that a query may scan, or null.</summary>
    public long? BytesCutoff { get; init; }

    public DateTimeOffset Created { get; init; } = DateTimeOffset.UtcNow;

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>It comes from the configuration and cannot be changed over the API.</summary>
    [JsonIgnore]
    public bool IsConfigured { get; init; }
}

/// <summary>A query that is kept by name.</summary>
internal sealed record NamedQuery(string Id, string Name, string? Description, string Database, string Sql, string WorkGroup) : ISaved
{
    /// <inheritdoc/>
    public string? Owner { get; init; }
}

/// <summary>A statement with parameters that is kept by name in a work group.</summary>
internal sealed record PreparedStatement(string Name, string WorkGroup, string Sql, string? Description, DateTimeOffset Modified) : ISaved
{
    /// <inheritdoc/>
    public string? Owner { get; init; }
}

/// <summary>What Athena keeps of its users, beside executions: <c>state.json</c>.</summary>
internal sealed record AthenaState
{
    public IReadOnlyList<WorkGroup> WorkGroups { get; init; } = [];

    public IReadOnlyList<NamedQuery> NamedQueries { get; init; } = [];

    public IReadOnlyList<PreparedStatement> PreparedStatements { get; init; } = [];
}
