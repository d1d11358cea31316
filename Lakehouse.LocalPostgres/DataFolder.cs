using System.Globalization;
using System.Security.Cryptography;

namespace Lakehouse.LocalPostgres;

/// <summary>The folder of a cluster, and what lies beside it: its lock, its password, and a half-made one.</summary>
internal sealed class DataFolder(string path)
{
    private const string HalfMade = ".initializing-";

    public string Path { get; } = System.IO.Path.GetFullPath(path).TrimEnd(System.IO.Path.DirectorySeparatorChar);

    private string PasswordFile => Path + ".password";

    /// <summary>The major version that made it; null when it is not made yet.</summary>
    /// <exception cref="LocalPostgresException">Something else lies there.</exception>
    public int? Major()
    {
        if (!Directory.Exists(Path) || !Directory.EnumerateFileSystemEntries(Path).Any())
        {
            return null;
        }

        // PG_VERSION holds "15\n".
        var version = System.IO.Path.Combine(Path, "PG_VERSION");
        return File.Exists(version) && int.TryParse(File.ReadAllText(version).Split('.')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : throw new LocalPostgresException($"'{Path}' is no data folder of PostgreSQL: it is not empty and has no valid PG_VERSION. Give another folder, or move what lies there away.");
    }

    /// <exception cref="LocalPostgresException">Another process keeps using the folder.</exception>
    public async Task<FileLock> LockAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            return await FileLock.WaitAsync(Path + ".lock", limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LocalPostgresException($"The data folder '{Path}' is in use by another Lakehouse.LocalPostgres. Stop that one, or give another folder.");
        }
    }

    /// <summary>The password of earlier starts, or a new one that this and later starts use.</summary>
    public string KeptPassword()
    {
        if (File.Exists(PasswordFile))
        {
            return File.ReadAllText(PasswordFile).Trim();
        }

        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        WriteSecret(PasswordFile, password);
        return password;
    }

    /// <summary>Makes the cluster under another name and renames it when it is whole, so that an interruption leaves nothing half made. Call it under the lock.</summary>
    public async Task InitializeAsync(PostgresBinaries binaries, UnprivilegedUser user, string username, string password, bool durable, CancellationToken cancellationToken)
    {
        RemoveHalfMade();
        var folder = Directory.CreateDirectory($"{Path}{HalfMade}{Environment.ProcessId}").FullName;
        var passwordFile = folder + ".password";
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            WriteSecret(passwordFile, password);
            await user.OwnAsync(folder, cancellationToken);
            await user.OwnAsync(passwordFile, cancellationToken);

            // The C locale is on every machine and sorts the same on each.
            string[] command =
            [
                .. user.Command, binaries.Initdb, $"--pgdata={folder}", $"--username={username}", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C", .. durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            var initdb = await ToolRun.RunAsync(command[0], command[1..], cancellationToken);
            if (initdb.ExitCode != 0)
            {
                throw new LocalPostgresException($"initdb of PostgreSQL {binaries.Version} ({binaries.Folder}) could not make '{Path}': {initdb.Output}");
            }

            if (Directory.Exists(Path))
            {
                Directory.Delete(Path); // Empty: Major() has seen to it.
            }

            Directory.Move(folder, Path);
        }
        finally
        {
            File.Delete(passwordFile);
            RemoveHalfMade();
        }
    }

    private void RemoveHalfMade()
    {
        var parent = System.IO.Path.GetDirectoryName(Path)!;
        foreach (var left in Directory.EnumerateDirectories(parent, System.IO.Path.GetFileName(Path) + HalfMade + "*"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    private static void WriteSecret(string path, string secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine(secret);
    }
}
