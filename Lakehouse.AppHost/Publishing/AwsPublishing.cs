using Aspire.Hosting.AWS.Deployment;

namespace Lakehouse.AppHost.Publishing;

/// <summary>Publish mode: the services become ECS Fargate services of a CDK stack, beside the stacks of <c>cloudformation/</c> whose lake they work on.</summary>
internal static class AwsPublishing
{
#pragma warning disable ASPIREAWSPUBLISHERS001 // Publishing to AWS is in preview; there is no other way yet.
    public static void PublishToAws(
        this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> ingestor, IResourceBuilder<ProjectResource> transformer, IResourceBuilder<ProjectResource> queryApi)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        builder.AddAWSCDKEnvironment("lakehouse", CDKDefaultsProviderFactory.Preview_V1);
        ingestor.PublishAsECSFargateService();
        transformer
            .WithEnvironment("Transformer__Engine", "auto")
            .WithEnvironment("Glue__StateMachineArn", builder.AddParameter("state-machine")) // heavy batches go to Spark
            .WithEnvironment("Transformer__DeletionVectors", "false") // Athena reads the staged tables, too
            .PublishAsECSFargateService();
        queryApi
            .WithEnvironment("Access__Principals__lakehouse__ApiKey", builder.AddParameter("queryapi-key", secret: true)) // the load balancer is a public door
            .PublishAsECSFargateServiceWithALB();
    }
#pragma warning restore ASPIREAWSPUBLISHERS001
}
