using System.Diagnostics.CodeAnalysis;
using Amazon.CDK;
using Aspire.Hosting.AWS.Deployment.CDKDefaults;
using Resource = Aspire.Hosting.ApplicationModel.Resource;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>The stack of the AWS CDK that publishing makes.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
public abstract class AWSCDKEnvironmentResource : Resource
{
    private protected AWSCDKEnvironmentResource(string name, CDKDefaultsProviderFactory defaults, AWSCDKEnvironmentResourceConfig config)
        : base(name)
    {
        Config = config;
        DefaultsProvider = defaults.Create(this);
    }

    /// <summary>Further settings.</summary>
    public AWSCDKEnvironmentResourceConfig Config { get; }

    /// <summary>What holds where nothing is said.</summary>
    public CDKDefaultsProvider DefaultsProvider { get; }

    internal Stack CDKStack { get => field ?? throw new InvalidOperationException($"The stack '{Name}' is made when the application is published."); private protected set; }

    /// <summary>Makes the stack in a CDK application.</summary>
    internal abstract void MakeStack(App app);
}

/// <summary>The stack of the AWS CDK that publishing makes.</summary>
/// <typeparam name="T">Its class.</typeparam>
[Experimental("ASPIREAWSPUBLISHERS001")]
public class AWSCDKEnvironmentResource<T> : AWSCDKEnvironmentResource
    where T : Stack
{
    private readonly Func<App, IStackProps, T> stackFactory;

    internal AWSCDKEnvironmentResource(string name, CDKDefaultsProviderFactory defaults, Func<App, IStackProps, T> stackFactory, AWSCDKEnvironmentResourceConfig config)
        : base(name, defaults, config) => this.stackFactory = stackFactory;

    internal override void MakeStack(App app) => CDKStack = stackFactory(app, new StackProps());
}
