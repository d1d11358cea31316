using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
/// <param name="protocol">TCP; nothing else is supported.</param>
/// <param name="uriScheme"><c>http</c>, <c>https</c>, <c>tcp</c> …; where null, <c>tcp</c>.</param>
/// <param name="transport"><c>http</c>, <c>http2</c> or <c>tcp</c>; where null, what fits the scheme.</param>
/// <param name="name">Where null, the scheme.</param>
/// <param name="port">The port that others connect to; where null, a free one.</param>
/// <param name="targetPort">The port that the process listens on.</param>
/// <param name="isExternal">True where it is meant for the world outside.</param>
/// <param name="isProxied">Whether the two ports may differ.</param>
public sealed class EndpointAnnotation(
    ProtocolType protocol,
    string? uriScheme = null,
    string? transport = null,
    string? name = null,
    int? port = null,
    int? targetPort = null,
    bool? isExternal = null,
    bool? isProxied = null) : IResourceAnnotation
{
    /// <summary>The transport protocol.</summary>
    public ProtocolType Protocol { get; set; } = protocol;

    /// <summary>The scheme of the endpoint's URLs.</summary>
    public string UriScheme { get; set; } = uriScheme ?? "tcp";

    /// <summary>What is spoken.</summary>
    public string Transport { get; set; } = transport ?? (uriScheme is "http" or "https" ? "http" : "tcp");

    /// <summary>Unique among the resource's endpoints.</summary>
    public string Name { get; set; } = name ?? uriScheme ?? "tcp";

    /// <summary>The port that others connect to.</summary>
    public int? Port { get; set; } = port;

    /// <summary>The port that the process listens on.</summary>
    public int? TargetPort { get; set; } = targetPort;

    /// <summary>The host name that the process listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>True where it is meant for the world outside.</summary>
    public bool IsExternal { get; set; } = isExternal ?? false;

    /// <summary>Whether a proxy may stand before the process. The stand-in has none: the process gets the port itself.</summary>
    public bool IsProxied { get; set; } = isProxied ?? true;

    /// <summary>Leaves the endpoint out where another resource refers to all of this one's endpoints.</summary>
    public bool ExcludeReferenceEndpoint { get; set; }

    /// <summary>Where the endpoint is: known from the moment the application starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>The variable in which the process finds its port.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }
}
