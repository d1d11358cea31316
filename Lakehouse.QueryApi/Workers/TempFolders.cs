using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.QueryApi.Workers;

/// <summary>Folders that workers spill to: one for each service process, named by its id, with one for each worker in it.</summary>
internal static class TempFolders
{
    /// <summary>The folder of this process; those of processes that are gone are deleted.</summary>
    public static string Open(string parent)
    {
        Directory.CreateDirectory(parent);
        foreach (var folder in Directory.GetDirectories(parent))
        {
            if (int.TryParse(Path.GetFileName(folder).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !IsRunning(process))
            {
                Delete(folder);
            }
        }

        return Path.Combine(parent, $"{Environment.ProcessId}-{Guid.NewGuid():N}");
    }

    /// <summary>Deletes a folder. What cannot be deleted now is deleted when the next service starts.</summary>
    public static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            Trace.TraceWarning($"The folder {folder} could not be deleted: {inUse.Message}");
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
