using System.Globalization;
using System.Security.Cryptography;

namespace Lakehouse.AppHost;

/// <summary>The folder that keeps everything between runs (<c>.lakehouse/</c>): the cluster, the lake, a password, a port. One AppHost at a time.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly bool _temporary;

    private StateFolder(string path, FileStream held, bool wasKilled, bool temporary) => (Path, _lock, PreviousRunWasKilled, _temporary) = (path, held, wasKilled, temporary);

    public string Path { get; }

    /// <summary>The last run did not end in order; what it started may still be ending.</summary>
    public bool PreviousRunWasKilled { get; }

    public string Lake => In("lake");

    public string LocalPostgres => In("postgres");

    /// <summary>Apart from the local server's: their versions and their files' owners differ.</summary>
    public string ContainerPostgres => In("postgres-container");

    /// <exception cref="StartException">Another AppHost uses it, or it cannot be made.</exception>
    public static StateFolder Open(string path) => Open(path, temporary: false);

    /// <summary>For publishing, which keeps nothing.</summary>
    public static StateFolder OpenTemporary() => Open(Directory.CreateTempSubdirectory("lakehouse-publish-").FullName, temporary: true);

    public void Dispose()
    {
        _lock.SetLength(0);
        _lock.Dispose();
        if (_temporary)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    /// <summary>A random secret, made once, that only the owner of the folder can read.</summary>
    public string Secret(string name)
    {
        var file = In(name);
        if (File.Exists(file))
        {
            return File.ReadAllText(file).Trim();
        }

        var secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.WriteLine(secret);
        return secret;
    }

    /// <summary>The port of the last run if it is free, else another one, which is kept for the next.</summary>
    public int Port(string name)
    {
        var file = In(name);
        if (File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kept) && LocalPort.IsFree(kept))
        {
            return kept;
        }

        var port = LocalPort.Free();
        File.WriteAllText(file, $"{port}\n");
        return port;
    }

    private static StateFolder Open(string path, bool temporary)
    {
        var file = System.IO.Path.Combine(path, "apphost.lock");
        FileStream held;
        try
        {
            Directory.CreateDirectory(path);

            // The operating system's lock (flock): it ends with the process, however that ends. What lies in the file is only for people, and says
            // whether the last run cleaned up.
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StartException($"The data folder '{path}' cannot be written: {exception.Message} Give another with --data.", exception);
        }
        catch (IOException exception)
        {
            throw new StartException($"The data folder '{path}' is in use by another AppHost, or cannot be written ({exception.Message}) Stop that one, or give another folder with --data.", exception);
        }

        var wasKilled = held.Length > 0;
        held.SetLength(0);
        held.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        held.Flush();
        return new StateFolder(path, held, wasKilled, temporary);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
