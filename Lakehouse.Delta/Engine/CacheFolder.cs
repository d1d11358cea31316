using System.Security.Cryptography;
using System.Text;

namespace Lakehouse.Delta.Engine;

/// <summary>A folder on the local disk with files that can be had again, within a limit: what was used least recently goes first. Processes may share it.</summary>
internal static class CacheFolder
{
    /// <summary>Ends the names of files that are being written; what a process that died left of them goes too.</summary>
    public const string Unfinished = ".part";

    /// <summary>A name for all that a file depends on.</summary>
    public static string NameOf(string text)
    {
        const int Bytes = 16;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes));
    }

    /// <summary>Notes that a file is used.</summary>
    /// <returns>False when another process made room just now.</returns>
    public static bool TryTouch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow); // the time of its last use
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Deletes what was used least recently until some bytes fit.</summary>
    /// <param name="folder">The folder, which need not be there.</param>
    /// <param name="limit">Most bytes that its files may take.</param>
    /// <param name="bytes">What is to come.</param>
    /// <param name="grace">What was used within it stays, for somebody may still read it.</param>
    /// <returns>Whether they fit.</returns>
    public static bool MakeRoom(string folder, long limit, long bytes, TimeSpan grace)
    {
        var files = new DirectoryInfo(folder) is { Exists: true } there
            ? there.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.LastWriteTimeUtc).ToList()
            : [];
        var excess = files.Sum(file => file.Length) + bytes - limit;
        foreach (var file in files.TakeWhile(file => file.LastWriteTimeUtc < DateTime.UtcNow - grace))
        {
            if (excess > 0 || file.Name.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                excess -= file.Length;
                Delete(file.FullName);
            }
        }

        return excess <= 0;
    }

    /// <summary>Deletes a file, unless it is in use where that keeps it.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception used) when (used is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a file that somebody reads; it is deleted at the next occasion.
        }
    }
}
