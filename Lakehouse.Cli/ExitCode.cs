namespace Lakehouse.Cli;

/// <summary>What scripts can rely on.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The work was refused, or failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The service, or the object store, does not answer.</summary>
    public const int Unreachable = 3;

    /// <summary>There is no table at the location, or it has no such version.</summary>
    public const int NotFound = 4;

    /// <summary>The check was made, and found something: damage, or an engine that cannot read the table.</summary>
    public const int Found = 5;

    /// <summary>Stopped by Ctrl+C, as shells count it.</summary>
    public const int Interrupted = 130;
}
