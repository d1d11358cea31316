namespace Lakehouse.Transformer.Maintenance;

/// <summary>What a table has otherwise than <see cref="MaintenanceOptions"/> says; null is as it says.</summary>
internal sealed record TableMaintenanceOptions
{
    /// <inheritdoc cref="MaintenanceOptions.Enabled"/>
    public bool? Enabled { get; init; }

    /// <inheritdoc cref="MaintenanceOptions.SmallFiles"/>
    public int? SmallFiles { get; init; }

    /// <inheritdoc cref="MaintenanceOptions.VacuumRetention"/>
    public TimeSpan? VacuumRetention { get; init; }

    /// <inheritdoc cref="MaintenanceOptions.RawRetention"/>
    public TimeSpan? RawRetention { get; init; }

    /// <inheritdoc cref="MaintenanceOptions.KeepRawForReplay"/>
    public bool? KeepRawForReplay { get; init; }
}
