using Aspire.Hosting.AWS.Deployment;

namespace Lakehouse.AppHost.Publishing;

/// <summary>Publish mode: the services become ECS Fargate services of a CDK stack, beside the stacks of <c>cloudformation/</c> whose lake, network and state machine they use.</summary>
internal static class AwsPublishing
{
#pragma warning disable ASPIREAWSPUBLISHERS001 // Publishing to AWS is in preview; there is no other way yet.
    private const string StackName = "lakehouse";

    public static void PublishToAws(
        this IDistributedApplicationBuilder builder, LakehouseOptions options, IResourceBuilder<ProjectResource> ingestor, IResourceBuilder<ProjectResource> transformer, IResourceBuilder<ProjectResource> queryApi)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        builder.AddAWSCDKEnvironment(StackName, CDKDefaultsProviderFactory.Preview_V1, (app, props) => new LakehouseStack(app, StackName, options.Prefix, props));
        builder.AddParameter(LakehouseStack.KeyParameter);
        builder.AddParameter(LakehouseStack.SourceSecretParameter);
        ingestor.PublishAsECSFargateService(PublishedServices.OneAtATime(cpu: 512, memory: 2048, stack => stack.Rights.WriteRaw(), reachesSource: true));
        transformer
            .WithEnvironment("Transformer__Engine", "auto")
            .WithEnvironment("Glue__StateMachineArn", builder.AddParameter(LakehouseStack.StateMachineParameter)) // heavy batches go to Spark
            .WithEnvironment("Transformer__DeletionVectors", "false") // Athena reads the staged tables, too
            .PublishAsECSFargateService(PublishedServices.OneAtATime(cpu: 1024, memory: 4096, stack => stack.Rights.TransformTheLake(), reachesSource: false));
        queryApi.PublishAsECSFargateServiceWithALB(PublishedServices.Balanced(cpu: 1024, memory: 4096, stack => stack.Rights.ReadTheLake()));
    }
#pragma warning restore ASPIREAWSPUBLISHERS001
}
