namespace Lakehouse.AppHost;

/// <summary>The database that is replicated, as the services are given it.</summary>
/// <param name="Connection">Run mode: a resource to refer to and to wait for.</param>
/// <param name="Published">Publish mode: host and database, which the deployment sets; who connects is in a secret (publishers for AWS drop connection strings).</param>
internal sealed record MovieLensDatabase(IResourceBuilder<IResourceWithConnectionString>? Connection, IResourceBuilder<ParameterResource>? Published);
