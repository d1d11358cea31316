using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lakehouse.QueryApi.Flight;

/// <summary>
/// Opens the endpoint of Flight SQL behind those of HTTP. Without TLS a connection cannot negotiate its protocol, so HTTP/2 needs a
/// port of its own.
/// </summary>
internal sealed class FlightListener
{
    private string host = "";
    private ListenOptions? endpoint;

    /// <summary>Where clients connect to, or null: <c>grpc://localhost:5081</c>. Known once the service listens.</summary>
    public string? Address => endpoint?.EndPoint is IPEndPoint { Port: > 0 and var port } ? $"grpc://{host}:{port}" : null;

    /// <summary>Makes the service listen at the addresses, and at the port of Flight on the first one's host.</summary>
    public void Listen(WebApplicationBuilder builder, string addresses, FlightOptions options)
    {
        var urls = addresses.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (options.Port is not { } port)
        {
            builder.WebHost.UseUrls(urls);
            return;
        }

        host = BindingAddress.Parse(urls[0]).Host;
        builder.WebHost.UseUrls([.. urls, $"http://{host}:{port}"]);
        var count = 0;
        // Called for each address in turn; the last one is Flight's.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen =>
        {
            if (++count > urls.Length)
            {
                listen.Protocols = HttpProtocols.Http2;
                endpoint = listen;
            }
        }));
    }

    /// <summary>Tells the address once the service listens.</summary>
    public void Announce(WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        if (Address is { } address)
        {
            app.Logger.LogInformation("Flight SQL listens on {Address}", address);
        }
    });
}
