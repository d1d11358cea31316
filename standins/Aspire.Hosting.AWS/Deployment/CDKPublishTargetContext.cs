using System.Diagnostics.CodeAnalysis;
using Amazon.CDK;
using Aspire.Hosting.AWS.Deployment.CDKDefaults;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>Changes what publishing is about to make, or has made.</summary>
/// <param name="context">The stack.</param>
/// <param name="props">Properties before, a construct after.</param>
/// <typeparam name="T">Their class in the AWS CDK.</typeparam>
[Experimental("ASPIREAWSPUBLISHERS001")]
public delegate void PublishCallback<T>(CDKPublishTargetContext context, T props);

/// <summary>The stack that something is made in.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
public class CDKPublishTargetContext
{
    private readonly Stack stack;

    internal CDKPublishTargetContext(AWSCDKEnvironmentResource environment)
    {
        stack = environment.CDKStack;
        DefaultsProvider = environment.DefaultsProvider;
    }

    /// <summary>What services share.</summary>
    public CDKDefaultsProvider DefaultsProvider { get; }

    /// <summary>The stack.</summary>
    /// <typeparam name="T">Its class.</typeparam>
    /// <returns>The stack.</returns>
    /// <exception cref="InvalidCastException">It is of another class.</exception>
    public T GetDeploymentStack<T>()
        where T : Stack => stack as T ?? throw new InvalidCastException($"The stack is a {stack.GetType()}, not a {typeof(T)}.");
}
