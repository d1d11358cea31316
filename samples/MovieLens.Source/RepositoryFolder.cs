namespace MovieLens.Source;

/// <summary>The repository that a folder lies in. Orchestrators start a program in its project's folder, people in the repository's.</summary>
internal static class RepositoryFolder
{
    /// <summary>The nearest folder upwards that holds a solution; null outside any.</summary>
    public static string? Find(string folder)
    {
        var candidate = new DirectoryInfo(folder);
        while (candidate is not null && !candidate.EnumerateFiles("*.slnx").Any())
        {
            candidate = candidate.Parent;
        }

        return candidate?.FullName;
    }

    /// <summary>A path from the environment: relative to the working folder or, where nothing is there, to the repository.</summary>
    public static string Resolve(string path, string workingFolder)
    {
        var here = Path.GetFullPath(path, workingFolder);
        return !Directory.Exists(here) && Find(workingFolder) is { } repository && Path.GetFullPath(path, repository) is var there && Directory.Exists(there)
            ? there
            : here;
    }
}
