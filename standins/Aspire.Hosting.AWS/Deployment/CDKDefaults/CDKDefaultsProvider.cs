using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;

namespace Aspire.Hosting.AWS.Deployment.CDKDefaults;

/// <summary>What holds where the application says nothing, and what its services share.</summary>
/// <param name="environmentResource">The stack.</param>
[Experimental("ASPIREAWSPUBLISHERS001")]
public abstract class CDKDefaultsProvider(AWSCDKEnvironmentResource environmentResource)
{
    private IVpc? vpc;
    private ICluster? cluster;
    private ISecurityGroup? securityGroup;

    /// <summary>The network: what the stack's class marks as <see cref="DefaultVpcAttribute"/>, or a new one.</summary>
    /// <returns>The network.</returns>
    public IVpc GetDefaultVpc() => vpc ??= Marked() ?? new Vpc(environmentResource.CDKStack, "DefaultVPC", new VpcProps { MaxAzs = 2 });

    /// <summary>The cluster that all services run in.</summary>
    /// <returns>The cluster.</returns>
    public ICluster GetDefaultECSCluster() => cluster ??= new Cluster(environmentResource.CDKStack, "DefaultECSCluster", new ClusterProps { Vpc = GetDefaultVpc() });

    /// <summary>The security group of services that name none.</summary>
    /// <returns>The group.</returns>
    public ISecurityGroup GetDefaultECSClusterSecurityGroup() =>
        securityGroup ??= new SecurityGroup(environmentResource.CDKStack, "DefaultECSClusterSecurityGroup", new SecurityGroupProps { Vpc = GetDefaultVpc(), AllowAllOutbound = true });

    private IVpc? Marked() => environmentResource.CDKStack.GetType()
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .FirstOrDefault(property => Attribute.IsDefined(property, typeof(DefaultVpcAttribute)))?
        .GetValue(environmentResource.CDKStack) as IVpc;
}
