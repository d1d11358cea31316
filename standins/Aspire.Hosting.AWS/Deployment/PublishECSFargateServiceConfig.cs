using System.Diagnostics.CodeAnalysis;
using Amazon.CDK.AWS.ECS;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Changes a service without a door to the outside.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
public class PublishECSFargateServiceConfig
{
    /// <summary>Before the container is made.</summary>
    public PublishCallback<ContainerDefinitionProps>? PropsContainerDefinitionCallback { get; set; }

    /// <summary>Before the task definition is made.</summary>
    public PublishCallback<FargateTaskDefinitionProps>? PropsFargateTaskDefinitionCallback { get; set; }

    /// <summary>After the task definition was made.</summary>
    public PublishCallback<FargateTaskDefinition>? ConstructFargateTaskDefinitionCallback { get; set; }

    /// <summary>Before the service is made.</summary>
    public PublishCallback<FargateServiceProps>? PropsFargateServiceCallback { get; set; }
}
