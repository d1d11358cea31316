using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>An output of a stack.</summary>
/// <param name="name">The output.</param>
/// <param name="resource">The stack.</param>
public class StackOutputReference(string name, ICloudFormationResource resource) : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    /// <summary>The output.</summary>
    public string Name { get; } = name;

    /// <summary>The stack.</summary>
    public ICloudFormationResource Resource { get; } = resource;

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Resource.Name}.output.{Name}}}";

    IEnumerable<object> IValueWithReferences.References => [Resource];

    /// <summary>The output's value, once the stack is there.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The value.</returns>
    /// <exception cref="DistributedApplicationException">The stack could not be made, or has no such output.</exception>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var outputs = await ((CloudFormationResource)Resource).Outputs.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return outputs.TryGetValue(Name, out var value)
            ? value
            : throw new DistributedApplicationException($"The CloudFormation stack '{Resource.StackName}' has no output '{Name}'; it has {string.Join(", ", outputs.Keys)}.");
    }
}
