using System.Xml.Linq;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>How a stack is doing.</summary>
/// <param name="Status"><c>CREATE_IN_PROGRESS</c>, <c>UPDATE_COMPLETE</c> …</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Outputs">What it tells others.</param>
internal sealed record StackDescription(string Status, string? Reason, IReadOnlyDictionary<string, string> Outputs)
{
    /// <summary>It is there as its template says; old resources may still be going.</summary>
    public bool IsDone => Status is "CREATE_COMPLETE" or "UPDATE_COMPLETE" or "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" or "IMPORT_COMPLETE" or "UPDATE_ROLLBACK_COMPLETE";

    /// <summary>It will be in another state soon.</summary>
    public bool IsMoving => !IsDone && Status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal);

    /// <summary>The only stack of an answer to DescribeStacks.</summary>
    public static StackDescription Of(XElement answer)
    {
        var stack = Child(answer.Descendants().First(found => found.Name.LocalName == "Stacks"), "member")!;
        return new StackDescription(
            Child(stack, "StackStatus")!.Value,
            Child(stack, "StackStatusReason")?.Value,
            (Child(stack, "Outputs")?.Elements() ?? []).ToDictionary(output => Child(output, "OutputKey")!.Value, output => Child(output, "OutputValue")!.Value));
    }

    private static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(found => found.Name.LocalName == name);
}
