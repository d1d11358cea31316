using System.Globalization;

namespace Lakehouse.LocalPostgres;

/// <summary>
/// Postgres refuses to run as root, which containers and build machines often are. This is the command that runs another command as somebody
/// else, and the owner that its files then need.
/// </summary>
/// <param name="Command">Words to put before a command; none where the user is not root.</param>
/// <param name="Owner">User id that must own the data folder; null when files stay as they are made.</param>
internal sealed record UnprivilegedUser(IReadOnlyList<string> Command, int? Owner)
{
    private const int Nobody = 65534;

    /// <param name="binaries">Must be reachable for that user.</param>
    /// <param name="dataDirectory">Its parent must be; when it exists its owner decides who that user is.</param>
    /// <param name="cancellationToken">Ends the trials.</param>
    public static async Task<UnprivilegedUser> ChooseAsync(PostgresBinaries binaries, string dataDirectory, CancellationToken cancellationToken)
    {
        if (!Posix.IsRoot)
        {
            return new UnprivilegedUser([], null);
        }

        var owner = Directory.Exists(dataDirectory) ? await OwnerOfAsync(dataDirectory, cancellationToken) : 0;

        // In a user namespace root only looks like somebody else: files need no other owner, and folders like /root stay open to it.
        UnprivilegedUser namespaced = new(["unshare", "--user", $"--map-user={Nobody}", $"--map-group={Nobody}", "--"], null);
        if (owner == 0 && await namespaced.RunsAsync(binaries, dataDirectory, cancellationToken))
        {
            return namespaced;
        }

        // Containers often forbid namespaces. There the user is really changed, and where folders like /root are closed to it keeps one right of root's.
        var user = owner == 0 ? Nobody : owner;
        string[] change = ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups"];
        UnprivilegedUser changed = new([.. change, "--"], user);
        UnprivilegedUser passing = new([.. change, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--"], user);
        foreach (var candidate in new[] { changed, passing })
        {
            if (await candidate.RunsAsync(binaries, dataDirectory, cancellationToken))
            {
                return candidate;
            }
        }

        throw new LocalPostgresException(
            $"PostgreSQL does not run as root, and neither `unshare --user` nor `setpriv --reuid={user}` can run {binaries.Postgres} on '{dataDirectory}' as another user here. "
            + "Run as an ordinary user, or put the data folder and the binaries where others may enter (not below /root).");
    }

    /// <summary>Hands a folder or file to the user.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (Owner is { } owner)
        {
            var chown = await ToolRun.RunAsync("chown", ["-R", $"{owner}:{owner}", path], cancellationToken);
            if (chown.ExitCode != 0)
            {
                throw new LocalPostgresException($"Could not hand '{path}' to the user {owner} that PostgreSQL runs as: {chown.Output}");
            }
        }
    }

    private async Task<bool> RunsAsync(PostgresBinaries binaries, string dataDirectory, CancellationToken cancellationToken)
    {
        // $1 is the server, $2 the folder; `id` because a server that still finds itself root would stop.
        const string Trial = """[ "$(id -u)" != 0 ] && cd "$2" && "$1" --version""";
        var reachable = Directory.Exists(dataDirectory) ? dataDirectory : Path.GetDirectoryName(dataDirectory)!;
        var trial = await ToolRun.RunAsync(Command[0], [.. Command.Skip(1), "sh", "-c", Trial, "sh", binaries.Postgres, reachable], cancellationToken);
        return trial.ExitCode == 0;
    }

    private static async Task<int> OwnerOfAsync(string path, CancellationToken cancellationToken)
    {
        var stat = await ToolRun.RunAsync("stat", OperatingSystem.IsMacOS() ? ["-f", "%u", path] : ["-c", "%u", path], cancellationToken);
        return stat.ExitCode == 0 && int.TryParse(stat.Output, NumberStyles.None, CultureInfo.InvariantCulture, out var owner)
            ? owner
            : throw new LocalPostgresException($"Could not find out who owns '{path}': {stat.Output}");
    }
}
