using System.Diagnostics.CodeAnalysis;
#if ASPIRE_PIPELINES
using Amazon.CDK;
#endif
using Aspire.Hosting.ApplicationModel;
#if ASPIRE_PIPELINES
using Aspire.Hosting.Pipelines;
#endif

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Publishing a stack: a CDK application in <c>cdk.out</c>. Deploying it needs the package: it packs the images.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
internal static class CDKPublishing
{
#if ASPIRE_PIPELINES
#pragma warning disable ASPIREPIPELINES001 // Aspire's steps of publishing are in preview; there is no other way yet.
    public static IResourceBuilder<AWSCDKEnvironmentResource<T>> WithPublishing<T>(this IResourceBuilder<AWSCDKEnvironmentResource<T>> builder)
        where T : Stack => builder
            .WithAnnotation(new PipelineStepAnnotation(_ => new PipelineStep
            {
                Name = $"publish-{builder.Resource.Name}",
                Action = context =>
                {
                    Synthesize(context.Model, builder.Resource);
                    return Task.CompletedTask;
                },
                RequiredBySteps = [WellKnownPipelineSteps.Publish],
                DependsOnSteps = [WellKnownPipelineSteps.PublishPrereq],
            }))
            .WithAnnotation(new PipelineStepAnnotation(_ => new PipelineStep
            {
                Name = $"deploy-{builder.Resource.Name}",
                Action = _ => throw new NotSupportedException("The stand-in for Aspire.Hosting.AWS deploys nothing; the package Aspire.Hosting.AWS does, which packs the images, too. Build with a registry that serves it."),
                RequiredBySteps = [WellKnownPipelineSteps.Deploy],
                DependsOnSteps = [WellKnownPipelineSteps.DeployPrereq],
            }));
#pragma warning restore ASPIREPIPELINES001

    private static void Synthesize(DistributedApplicationModel model, AWSCDKEnvironmentResource environment)
    {
        var app = new App(new AppProps { Outdir = OutputFolder() });
        environment.MakeStack(app);
        foreach (var project in model.Resources.OfType<ProjectResource>())
        {
            project.Annotations.OfType<PublishTarget>().LastOrDefault()?.Make(environment, project);
        }

        app.Synth();
    }

    /// <summary>Where the package puts it.</summary>
    private static string OutputFolder()
    {
        var arguments = System.Environment.GetCommandLineArgs();
        var option = Array.FindIndex(arguments, argument => argument is "--output-path" or "-o");
        return Path.Combine(option >= 0 && option + 1 < arguments.Length ? arguments[option + 1] : System.Environment.CurrentDirectory, "cdk.out");
    }
#else
    public static IResourceBuilder<AWSCDKEnvironmentResource<T>> WithPublishing<T>(this IResourceBuilder<AWSCDKEnvironmentResource<T>> builder)
        where T : Amazon.CDK.Stack => builder; // the stand-in for Aspire.Hosting publishes nothing, and says so
#endif
}
