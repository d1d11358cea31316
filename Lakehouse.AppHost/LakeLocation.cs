namespace Lakehouse.AppHost;

/// <summary>Where the lake's zones are, as the services are told.</summary>
/// <param name="Wire">Puts the variables <c>Lake__…</c> on a service, and whatever it needs to get there.</param>
internal sealed record LakeLocation(Action<IResourceBuilder<ProjectResource>> Wire);
