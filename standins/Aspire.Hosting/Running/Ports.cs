using System.Net;
using System.Net.NetworkInformation;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Gives each endpoint its port. There is no proxy: the process listens on the port that others connect to.</summary>
internal static class Ports
{
    public static void Allocate(IEnumerable<IResource> resources, ReservedPorts free)
    {
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                var port = Fixed(resource, endpoint) ?? free.Take();
                endpoint.AllocatedEndpoint = new(endpoint, endpoint.TargetHost is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : endpoint.TargetHost, port);
            }
        }
    }

    /// <summary>Fails where another program listens on a port that the resource was given.</summary>
    public static void RequireFree(IResource resource)
    {
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => IPAddress.IsLoopback(listener.Address) || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any))
            .Select(listener => listener.Port)
            .ToHashSet();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (Fixed(resource, endpoint) is { } port && listeners.Contains(port))
            {
                throw new DistributedApplicationException(
                    $"Port {port} of '{resource.Name}' is in use by another program. Stop that one (`ss -ltnp 'sport = :{port}'` or `lsof -i :{port}` names it), or give '{resource.Name}' another port.");
            }
        }
    }

    private static int? Fixed(IResource resource, EndpointAnnotation endpoint)
    {
        if (resource is ProjectResource || endpoint.TargetPortEnvironmentVariable is not null)
        {
            return endpoint.Port ?? endpoint.TargetPort; // it listens where it is told to
        }

        return endpoint.Port is { } port && endpoint.TargetPort is { } target && port != target
            ? throw new NotSupportedException(
                $"The endpoint '{endpoint.Name}' of '{resource.Name}' is to be on port {port} while the program listens on {target}. That takes a proxy, which the stand-in has not; the package Aspire.Hosting has one.")
            : endpoint.TargetPort ?? endpoint.Port;
    }
}
