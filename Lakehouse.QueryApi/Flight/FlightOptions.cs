using System.Globalization;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Settings under <c>Flight:</c>.</summary>
/// <param name="Port">Where Flight SQL listens, on the host of the first address (<c>Flight:Port</c>); null where it does not.</param>
internal sealed record FlightOptions(int? Port)
{
    private const int DefaultPort = 5081;

    /// <summary>Reads the settings. A service with the default address also has the default port; one with another address says its own.</summary>
    /// <exception cref="InvalidOperationException">The port is no number or out of its range.</exception>
    public static FlightOptions FromConfiguration(IConfiguration configuration, bool isDefaultAddress) => configuration["Flight:Port"] switch
    {
        null or "" => new(isDefaultAddress ? DefaultPort : null),
        "off" => new((int?)null),
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue => new(port),
        var text => throw new InvalidOperationException($"The setting Flight:Port (environment variable Flight__Port) is '{text}'. Set it to a port number, or to off."),
    };
}
