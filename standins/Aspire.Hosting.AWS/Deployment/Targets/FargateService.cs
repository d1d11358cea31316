using System.Diagnostics.CodeAnalysis;
using Amazon.CDK.AWS.ECS;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>A service on AWS ECS Fargate, without a door to the outside.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
internal sealed class FargateService(PublishECSFargateServiceConfig config) : PublishTarget
{
    public override void Make(AWSCDKEnvironmentResource environment, ProjectResource project)
    {
        var context = new CDKPublishTargetContext(environment);
        var defaults = environment.DefaultsProvider;

        var taskProps = new FargateTaskDefinitionProps();
        config.PropsFargateTaskDefinitionCallback?.Invoke(context, taskProps);
        taskProps.Cpu ??= 256;
        taskProps.MemoryLimitMiB ??= 512;
        var task = new FargateTaskDefinition(environment.CDKStack, $"TaskDefinition-{project.Name}", taskProps);
        config.ConstructFargateTaskDefinitionCallback?.Invoke(context, task);

        var containerProps = new ContainerDefinitionProps
        {
            Image = ContainerImage.FromRegistry($"{project.Name}:latest"),
            Environment = PublishedVariables.Of(project, environment),
            Logging = LogDrivers.AwsLogs(new AwsLogDriverProps { StreamPrefix = project.Name }),
        };
        config.PropsContainerDefinitionCallback?.Invoke(context, containerProps);
        task.AddContainer($"Container-{project.Name}", containerProps);

        var serviceProps = new FargateServiceProps { TaskDefinition = task };
        config.PropsFargateServiceCallback?.Invoke(context, serviceProps);
        serviceProps.Cluster ??= defaults.GetDefaultECSCluster();
        serviceProps.DesiredCount ??= 1;
        serviceProps.MinHealthyPercent ??= 100;
        serviceProps.SecurityGroups ??= [defaults.GetDefaultECSClusterSecurityGroup()];
        _ = new Amazon.CDK.AWS.ECS.FargateService(environment.CDKStack, $"Project-{project.Name}", serviceProps);
    }
}
