namespace Aspire.Hosting.AWS.Deployment;

/// <summary>On a property of the stack's class: the network that services are made in.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class DefaultVpcAttribute : Attribute;
