namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program, run as a process.</summary>
/// <param name="name">Its name in the model.</param>
/// <param name="command">The program: a path, or a name that is found on PATH.</param>
/// <param name="workingDirectory">Where it runs.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>The program.</summary>
    public string Command { get; } = command;

    /// <summary>Where it runs.</summary>
    public string WorkingDirectory { get; } = workingDirectory;
}
