using System.Diagnostics.CodeAnalysis;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ECS.Patterns;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>A service on AWS ECS Fargate behind an Application Load Balancer.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
internal sealed class BalancedFargateService(PublishECSFargateServiceWithALBConfig config) : PublishTarget
{
    public override void Make(AWSCDKEnvironmentResource environment, ProjectResource project)
    {
        var context = new CDKPublishTargetContext(environment);
        var defaults = environment.DefaultsProvider;

        var image = new ApplicationLoadBalancedTaskImageOptions { Image = ContainerImage.FromRegistry($"{project.Name}:latest"), Environment = PublishedVariables.Of(project, environment) };
        config.PropsApplicationLoadBalancedTaskImageOptionsCallback?.Invoke(context, image);
        image.ContainerPort ??= 8080;

        var props = new ApplicationLoadBalancedFargateServiceProps { TaskImageOptions = image };
        config.PropsApplicationLoadBalancedFargateServiceCallback?.Invoke(context, props);
        props.Cluster ??= defaults.GetDefaultECSCluster();
        props.Cpu ??= 1024;
        props.MemoryLimitMiB ??= 2048;
        props.DesiredCount ??= 2;
        props.ListenerPort ??= 80;
        props.PublicLoadBalancer ??= true;
        props.MinHealthyPercent ??= 100;
        props.SecurityGroups ??= [defaults.GetDefaultECSClusterSecurityGroup()];
        var service = new ApplicationLoadBalancedFargateService(environment.CDKStack, $"Project-{project.Name}", props);
        config.ConstructApplicationLoadBalancedFargateServiceCallback?.Invoke(context, service);
    }
}
