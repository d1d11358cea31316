using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Aspire.Hosting.AWS.Deployment;
using Constructs;

namespace Lakehouse.AppHost.Publishing;

/// <summary>The stack of the published services. They run in the network of <c>cloudformation/network.yaml</c>, where the source and AWS's own services are reached.</summary>
internal sealed class LakehouseStack : Stack
{
    /// <summary>Parameter of the AppHost: ARN of the lake's key (output <c>KeyArn</c> of <c>storage.yaml</c>).</summary>
    public const string KeyParameter = "lake-key";

    /// <summary>Parameter of the AppHost: ARN of the pipeline's state machine.</summary>
    public const string StateMachineParameter = "state-machine";

    /// <summary>Parameter of the AppHost: ARN of the secret with the username and the password of the source's database (output <c>SourceSecretArn</c>).</summary>
    public const string SourceSecretParameter = "source-secret";

    /// <summary>Zones that the services are spread over: the network has two or three.</summary>
    private const int Zones = 2;

    /// <param name="scope">The CDK application.</param>
    /// <param name="name">The stack's name.</param>
    /// <param name="prefix">What the names of the stacks of <c>cloudformation/</c> begin with, and the names that they export.</param>
    /// <param name="props">Where it is deployed to.</param>
    public LakehouseStack(Construct scope, string name, string prefix, IStackProps props)
        : base(scope, name, props)
    {
        Network = Vpc.FromVpcAttributes(this, "Network", new VpcAttributes
        {
            VpcId = Fn.ImportValue($"{prefix}-VpcId"),
            AvailabilityZones = [.. Enumerable.Range(0, Zones).Select(zone => Fn.Select(zone, Fn.GetAzs()))],
            PrivateSubnetIds = Fn.Split(",", Fn.ImportValue($"{prefix}-PrivateSubnetIds"), Zones),
        });
        SourceClients = SecurityGroup.FromSecurityGroupId(this, "SourceClients", Fn.ImportValue($"{prefix}-SourceClientsSecurityGroupId"), new SecurityGroupImportOptions { Mutable = false });
        NetworkPeer = Peer.Ipv4(Fn.ImportValue($"{prefix}-VpcCidr"));
        Rights = new TaskRights(this);
        Secrets = new TaskSecrets(this);
        Amazon.CDK.Tags.Of(this).Add("lakehouse", prefix);
    }

    [DefaultVpc]
    public IVpc Network { get; }

    /// <summary>Who is in this group reaches the source's database.</summary>
    public ISecurityGroup SourceClients { get; }

    /// <summary>Every address of the network.</summary>
    public IPeer NetworkPeer { get; }

    public TaskRights Rights { get; }

    public TaskSecrets Secrets { get; }

    /// <summary>The value of one of the AppHost's parameters. Publishing makes a parameter of the stack by this name, or takes the one that is there.</summary>
    /// <param name="name">Its name in the AppHost.</param>
    public string Parameter(string name)
    {
        var id = $"Param-{name}";
        return (Node.TryFindChild(id) as CfnParameter ?? new CfnParameter(this, id, new CfnParameterProps { Type = "String", Description = $"Parameter for Aspire resource '{name}'" })).ValueAsString;
    }
}
