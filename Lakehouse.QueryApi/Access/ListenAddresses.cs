using System.Net;

namespace Lakehouse.QueryApi.Access;

/// <summary>Where the service listens, by its configuration.</summary>
internal static class ListenAddresses
{
    /// <summary>The addresses of <c>URLS</c>, <c>HTTP_PORTS</c>, <c>HTTPS_PORTS</c> and <c>Kestrel:Endpoints</c>; none where nothing is set.</summary>
    public static IReadOnlyList<string> Configured(IConfiguration configuration)
    {
        // As Kestrel does: its endpoints come before the addresses, addresses before ports.
        string[] endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>()];
        if (endpoints.Length > 0)
        {
            return endpoints;
        }

        string[] urls = Split("urls");
        return urls.Length > 0 ? urls : [.. Split("http_ports").Select(port => $"http://*:{port}"), .. Split("https_ports").Select(port => $"https://*:{port}")];

        string[] Split(string name) => (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Only this machine reaches the address: <c>http://localhost:5080</c>, <c>http://127.0.0.1</c>, <c>http://[::1]</c>, a Unix socket.</summary>
    public static bool IsLoopback(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return parsed.IsUnixPipe || parsed.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
