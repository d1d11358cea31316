using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>A project is published as a service on AWS ECS Fargate.</summary>
/// <param name="HasLoadBalancer">An Application Load Balancer stands before it.</param>
internal sealed record ECSFargateServiceAnnotation(bool HasLoadBalancer) : IResourceAnnotation;
