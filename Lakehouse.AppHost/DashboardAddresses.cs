namespace Lakehouse.AppHost;

/// <summary>
/// Where the dashboard listens. A launch profile would fix its ports, and two checkouts could not run at once; here they are free ones,
/// unless the environment says otherwise.
/// </summary>
internal static class DashboardAddresses
{
    /// <summary>The dashboard's front end; the variable's name is ASP.NET Core's.</summary>
    public const string FrontEnd = "ASPNETCORE_URLS";

    public static void Choose()
    {
        Set(FrontEnd, FreeAddress);
        Set("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", FreeAddress);
        Set("ASPIRE_ALLOW_UNSECURED_TRANSPORT", () => "true");
        Set("ASPIRE_VERSION_CHECK_DISABLED", () => "true");
        Set("DOTNET_ENVIRONMENT", () => "Development");
        Set("ASPNETCORE_ENVIRONMENT", () => "Development");
    }

    private static string FreeAddress() => $"http://localhost:{LocalPort.Free()}";

    private static void Set(string variable, Func<string> value)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        {
            Environment.SetEnvironmentVariable(variable, value());
        }
    }
}
