namespace Aspire.Npgsql;

/// <summary>What can be said about a data source in the configuration, section <c>Aspire:Npgsql</c> or <c>Aspire:Npgsql:{name}</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>Where the database is, in Npgsql's keywords; <c>ConnectionStrings:{name}</c> wins over the section's own value.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>True leaves the database out of the service's health.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>True leaves Npgsql's commands out of the traces.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>True leaves Npgsql's pools and commands out of the metrics.</summary>
    public bool DisableMetrics { get; set; }
}
