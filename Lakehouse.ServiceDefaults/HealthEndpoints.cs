namespace Lakehouse.ServiceDefaults;

/// <summary>Paths that orchestrators ask.</summary>
internal static class HealthEndpoints
{
    public const string Ready = "/health";

    public const string Live = "/alive";
}
