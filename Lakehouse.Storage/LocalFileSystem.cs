using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Lakehouse.Storage;

/// <summary>The few POSIX calls that make a local write atomic and durable, with Windows' own calls in their place there.</summary>
internal static partial class LocalFileSystem
{
    private const int FileExists = 17; // EEXIST on Linux and macOS

    /// <summary>Gives <paramref name="file"/> a second name unless that is taken: like O_EXCL, but for a file that is complete.</summary>
    /// <returns>False when <paramref name="newName"/> exists.</returns>
    public static bool LinkNew(string file, string newName)
    {
        CreateFolder(Path.GetDirectoryName(newName)!);
        if (OperatingSystem.IsWindows())
        {
            return MoveNewOnWindows(file, newName);
        }

        if (Link(file, newName) == 0)
        {
            FlushFolder(Path.GetDirectoryName(newName)!);
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == FileExists ? false : throw new IOException($"Could not create '{newName}': {new Win32Exception(error).Message}. Check the disk and its permissions.");
    }

    /// <summary>Moves a finished file to its name, replacing what is there.</summary>
    public static void Rename(string file, string newName)
    {
        CreateFolder(Path.GetDirectoryName(newName)!);
        File.Move(file, newName, overwrite: true);
        FlushFolder(Path.GetDirectoryName(newName)!);
    }

    /// <summary>fsync of a closed file.</summary>
    public static void Flush(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Makes a folder and those above it; each new name is flushed where it stands.</summary>
    private static void CreateFolder(string folder)
    {
        if (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            CreateFolder(parent);
            Directory.CreateDirectory(folder);
            FlushFolder(parent);
        }
    }

    /// <summary>fsync of a folder: without it a crash can forget a name whose file is on the disk.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals the name with the move
        }

        var descriptor = OpenFolder(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"Could not flush the folder '{folder}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }

        var failed = FlushDescriptor(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = CloseDescriptor(descriptor);
        if (failed)
        {
            throw new IOException($"Could not flush the folder '{folder}': {new Win32Exception(error).Message}.");
        }
    }

    private static bool MoveNewOnWindows(string file, string newName)
    {
        try
        {
            File.Move(file, newName, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(newName))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string oldPath, string newPath);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);
}
