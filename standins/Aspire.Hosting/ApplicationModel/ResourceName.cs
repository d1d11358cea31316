namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names become parts of host names, environment variables and file names, and so are held to what all of them allow.</summary>
internal static class ResourceName
{
    private const int MaxLength = 64;

    public static string Check(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > MaxLength || !char.IsAsciiLetter(name[0]) || name[^1] == '-'
            || name.Contains("--", StringComparison.Ordinal)
            || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
        {
            throw new ArgumentException(
                $"The resource name '{name}' is invalid: at most {MaxLength} ASCII letters, digits and single hyphens, beginning with a letter and not ending with a hyphen.", nameof(name));
        }

        return name;
    }

    /// <summary><c>movielens-source</c> as part of an environment variable: <c>movielens_source</c>.</summary>
    public static string ForEnvironment(string name)
    {
        var encoded = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return encoded.Length > 0 && char.IsAsciiDigit(encoded[0]) ? $"_{encoded}" : encoded;
    }
}
