namespace Lakehouse.Transformer.Schedules;

/// <summary>One entry of <c>Transformer:Schedule</c>: when runs start by themselves, and what they do.</summary>
internal sealed record ScheduleOptions
{
    /// <summary>Five fields of cron (minute, hour, day of month, month, day of week), or six with seconds first: <c>0 3 * * *</c>.</summary>
    public string? Cron { get; init; }

    /// <summary>The time zone in which the fields are read, by its IANA name: <c>Europe/Zurich</c>. UTC unless set.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether models are computed anew even where nothing changed.</summary>
    public bool FullRefresh { get; init; }
}
