namespace MovieLens.Source.Download;

/// <summary>Where downloads are kept.</summary>
internal static class CacheFolder
{
    /// <summary><c>$XDG_CACHE_HOME/lakehouse</c>, or <c>.lakehouse/cache</c> in the repository (or the folder where the program was started).</summary>
    public static string Find(string workingFolder)
    {
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (!string.IsNullOrWhiteSpace(xdg) && Path.IsPathRooted(xdg))
        {
            return Path.Combine(xdg, "lakehouse");
        }

        return Path.Combine(RepositoryFolder.Find(workingFolder) ?? workingFolder, ".lakehouse", "cache");
    }
}
