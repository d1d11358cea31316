using Aspire.Hosting.AWS.Deployment;

namespace Lakehouse.AppHost.Publishing;

/// <summary>Publish mode: the services become ECS Fargate services of a CDK stack.</summary>
internal static class AwsPublishing
{
#pragma warning disable ASPIREAWSPUBLISHERS001 // Publishing to AWS is in preview; there is no other way yet.
    public static void PublishToAws(this IDistributedApplicationBuilder builder, IReadOnlyList<IResourceBuilder<ProjectResource>> workers, IResourceBuilder<ProjectResource> web)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        builder.AddAWSCDKEnvironment("lakehouse", CDKDefaultsProviderFactory.Preview_V1);
        foreach (var worker in workers)
        {
            worker.PublishAsECSFargateService();
        }

        web.PublishAsECSFargateServiceWithALB();
    }
#pragma warning restore ASPIREAWSPUBLISHERS001
}
