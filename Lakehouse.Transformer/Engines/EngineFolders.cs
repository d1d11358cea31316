using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.Transformer.Engines;

/// <summary>
/// Folders for what engines spill: <c>{root}/lakehouse-transformer-{process id}-{unique}/{n}</c>. What a killed process left behind goes away
/// when the next one starts.
/// </summary>
internal sealed class EngineFolders : IDisposable
{
    private const string Prefix = "lakehouse-transformer-";

    private readonly string own;
    private int count;

    public EngineFolders(string root)
    {
        Directory.CreateDirectory(root);
        foreach (var folder in Directory.EnumerateDirectories(root, Prefix + "*").Where(IsAbandoned))
        {
            Delete(folder);
        }

        own = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"));
    }

    public string CreateNew() => Directory.CreateDirectory(Path.Combine(own, Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture))).FullName;

    public void Dispose() => Delete(own);

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Another process may have been faster; what stays is tried again at the next start.
        }
    }

    private static bool IsAbandoned(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder)[Prefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId)
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
