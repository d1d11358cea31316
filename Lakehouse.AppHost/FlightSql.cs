namespace Lakehouse.AppHost;

/// <summary>The endpoint of Arrow Flight SQL, which without TLS needs a port of its own.</summary>
internal static class FlightSql
{
    public const string EndpointName = "flight";

    /// <summary>Adds the endpoint, and tells the service its port. A published service has none: its load balancer speaks HTTP on one port.</summary>
    public static IResourceBuilder<ProjectResource> WithFlightSql(this IResourceBuilder<ProjectResource> queryApi, LakehouseOptions options) =>
        queryApi.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? queryApi
            : queryApi.WithEndpoint(port: options.FlightPort, scheme: "grpc", name: EndpointName, env: "Flight__Port");
}
