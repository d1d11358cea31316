using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>A CloudFormation stack.</summary>
public interface ICloudFormationResource : IAWSResource, IResourceWithWaitSupport
{
    /// <summary>The stack's name on AWS.</summary>
    string StackName { get; }

    /// <summary>The stack's tags.</summary>
    IDictionary<string, string> Tags { get; }
}

/// <summary>A stack that exists already.</summary>
public interface ICloudFormationStackResource : ICloudFormationResource;

/// <summary>A stack that is made from a template.</summary>
public interface ICloudFormationTemplateResource : ICloudFormationResource
{
    /// <summary>The template's file.</summary>
    string TemplatePath { get; }

    /// <summary>Sets a parameter of the template.</summary>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="parameterValue">Its value.</param>
    /// <returns>This resource.</returns>
    ICloudFormationTemplateResource AddParameter(string parameterName, string parameterValue);
}
