namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where an endpoint is.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="address">The host name.</param>
/// <param name="port">The port.</param>
public sealed class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>The host name.</summary>
    public string Address { get; } = address;

    /// <summary>The port.</summary>
    public int Port { get; } = port;

    /// <summary>The scheme.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>For example <c>localhost:5080</c>.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary>For example <c>http://localhost:5080</c>.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc/>
    public override string ToString() => UriString;
}
