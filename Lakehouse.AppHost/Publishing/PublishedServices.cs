using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Aspire.Hosting.AWS.Deployment;
using HealthCheck = Amazon.CDK.AWS.ElasticLoadBalancingV2.HealthCheck;

namespace Lakehouse.AppHost.Publishing;

#pragma warning disable ASPIREAWSPUBLISHERS001 // Publishing to AWS is in preview; there is no other way yet.

/// <summary>How the services differ from what publishing makes when nothing is said.</summary>
internal static class PublishedServices
{
    /// <summary>A service of which a second would only wait for the first: the old task ends before the new one starts.</summary>
    /// <param name="cpu">1024 are one processor.</param>
    /// <param name="memory">MiB.</param>
    /// <param name="rights">What its task may do.</param>
    /// <param name="reachesSource">Whether it connects to the source's database.</param>
    public static PublishECSFargateServiceConfig OneAtATime(int cpu, int memory, Func<LakehouseStack, IEnumerable<PolicyStatement>> rights, bool reachesSource) => new()
    {
        PropsFargateTaskDefinitionCallback = (_, task) => (task.Cpu, task.MemoryLimitMiB) = (cpu, memory),
        ConstructFargateTaskDefinitionCallback = (context, task) => Grant(task, context, rights),
        PropsContainerDefinitionCallback = (context, container) => container.Secrets = reachesSource ? context.GetDeploymentStack<LakehouseStack>().Secrets.Source() : null,
        PropsFargateServiceCallback = (context, service) =>
        {
            (service.MinHealthyPercent, service.MaxHealthyPercent) = (0, 100);
            service.CircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = true };
            service.SecurityGroups = reachesSource
                ? [context.DefaultsProvider.GetDefaultECSClusterSecurityGroup(), context.GetDeploymentStack<LakehouseStack>().SourceClients]
                : [context.DefaultsProvider.GetDefaultECSClusterSecurityGroup()];
        },
    };

    /// <summary>A service behind a load balancer that only the network reaches.</summary>
    /// <param name="cpu">1024 are one processor.</param>
    /// <param name="memory">MiB.</param>
    /// <param name="rights">What its tasks may do.</param>
    public static PublishECSFargateServiceWithALBConfig Balanced(int cpu, int memory, Func<LakehouseStack, IEnumerable<PolicyStatement>> rights) => new()
    {
        PropsApplicationLoadBalancedTaskImageOptionsCallback = (context, image) => image.Secrets = context.GetDeploymentStack<LakehouseStack>().Secrets.CallersKey(),
        PropsApplicationLoadBalancedFargateServiceCallback = (_, service) =>
        {
            (service.Cpu, service.MemoryLimitMiB) = (cpu, memory);
            service.PublicLoadBalancer = false;
            service.OpenListener = false; // to the network only, below
            service.CircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = true };
        },
        ConstructApplicationLoadBalancedFargateServiceCallback = (context, service) =>
        {
            Grant(service.TaskDefinition, context, rights);
            service.TargetGroup.ConfigureHealthCheck(new HealthCheck { Path = "/health" });
            service.Listener.Connections.AllowDefaultPortFrom(context.GetDeploymentStack<LakehouseStack>().NetworkPeer);
        },
    };

    private static void Grant(TaskDefinition task, CDKPublishTargetContext context, Func<LakehouseStack, IEnumerable<PolicyStatement>> rights)
    {
        foreach (var statement in rights(context.GetDeploymentStack<LakehouseStack>()))
        {
            task.AddToTaskRolePolicy(statement);
        }
    }
}
