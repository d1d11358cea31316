using System.Diagnostics.CodeAnalysis;
using Amazon.CDK.AWS.ECS.Patterns;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Changes a service behind an Application Load Balancer.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
public class PublishECSFargateServiceWithALBConfig
{
    /// <summary>Before the container is made.</summary>
    public PublishCallback<ApplicationLoadBalancedTaskImageOptions>? PropsApplicationLoadBalancedTaskImageOptionsCallback { get; set; }

    /// <summary>Before the service is made.</summary>
    public PublishCallback<ApplicationLoadBalancedFargateServiceProps>? PropsApplicationLoadBalancedFargateServiceCallback { get; set; }

    /// <summary>After the service was made.</summary>
    public PublishCallback<ApplicationLoadBalancedFargateService>? ConstructApplicationLoadBalancedFargateServiceCallback { get; set; }
}
