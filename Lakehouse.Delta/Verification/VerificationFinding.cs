namespace Lakehouse.Delta;

/// <summary>Something that does not agree.</summary>
/// <param name="Check">What it is about.</param>
/// <param name="Problem">What does not agree with what.</param>
/// <param name="Version">The version in whose log or files it was found, or null.</param>
/// <param name="File">The file, as the log names it, or null.</param>
public sealed record VerificationFinding(VerificationCheck Check, string Problem, long? Version = null, string? File = null);
