using System.Diagnostics.CodeAnalysis;
using Amazon.CDK;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.Deployment;

/// <summary>The environment variables that a published service gets: texts, and parameters as the stack's own. Whatever else is an expression of the model is left out, as the package does.</summary>
[Experimental("ASPIREAWSPUBLISHERS001")]
internal static class PublishedVariables
{
    public static Dictionary<string, string> Of(ProjectResource project, AWSCDKEnvironmentResource environment)
    {
        var values = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Publish), project, values);
        foreach (var annotation in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            try
            {
                annotation.Callback(context).GetAwaiter().GetResult();
            }
            catch (InvalidOperationException)
            {
                // Such as a port that only a running application has: the package leaves it out, too.
            }
        }

        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in values)
        {
            if (value is ParameterResource parameter)
            {
                variables[name] = Parameter(parameter, environment.CDKStack);
            }
            else if (value is not IManifestExpressionProvider)
            {
                variables[name] = value.ToString()!;
            }
        }

        return variables;
    }

    private static string Parameter(ParameterResource parameter, Stack stack)
    {
        var id = $"Param-{parameter.Name}";
        var found = stack.Node.TryFindChild(id) as CfnParameter
            ?? new CfnParameter(stack, id, new CfnParameterProps { Type = "String", Description = $"Parameter for Aspire resource '{parameter.Name}'", NoEcho = parameter.Secret });
        return found.ValueAsString;
    }
}
