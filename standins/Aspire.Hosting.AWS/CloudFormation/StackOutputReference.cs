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

    /// <summary>Fails: the stand-in provisions nothing, so there is no output.</summary>
    /// <param name="cancellationToken">Of no meaning here.</param>
    /// <returns>Never.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"The output '{Name}' of the stack '{Resource.StackName}' cannot be read by the stand-in for Aspire.Hosting.AWS; the package Aspire.Hosting.AWS reads it.");
}
