using System.Globalization;
using System.Security.Cryptography;
using MovieLens.Source.DataSets;

namespace MovieLens.Source.Csv;

/// <summary>A folder with MovieLens' four CSV files, as GroupLens packs them.</summary>
internal sealed class CsvFolder : IDataSet
{
    private const long MaxFileBytes = 1L << 34;

    private static readonly string[] FileNames = ["movies.csv", "ratings.csv", "tags.csv", "links.csv"];

    private readonly string folder;

    private CsvFolder(string folder, string name, string identity)
    {
        this.folder = folder;
        Description = name;
        Identity = identity;
    }

    public string Identity { get; }

    public string Description { get; }

    public string? Licence => MovieLensLicence.Notice;

    public DataSetCounts? ExpectedCounts => null;

    /// <summary>Finds the files and reads them once, for their identity.</summary>
    /// <exception cref="MalformedDataException">A file is missing or unreadable.</exception>
    public static async Task<CsvFolder> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
        {
            throw new SourceException($"The data folder {full} does not exist. Give the folder with {string.Join(", ", FileNames)} in MOVIELENS_DIR or --dir, or leave both out.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in FileNames)
        {
            await AppendAsync(hash, Path.Combine(full, name), cancellationToken);
        }

        var identity = $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
        return new CsvFolder(full, $"the MovieLens data set in {full}", identity);
    }

    public IEnumerable<Movie> Movies()
    {
        using var table = Open("movies.csv", "movieId", "title", "genres");
        while (table.Read())
        {
            yield return new Movie(Id(table, 0), Text(table, 1, "a title"), Text(table, 2, "genres separated by '|'"));
        }
    }

    public IEnumerable<Rating> Ratings()
    {
        using var table = Open("ratings.csv", "userId", "movieId", "rating", "timestamp");
        while (table.Read())
        {
            yield return new Rating(Id(table, 0), Id(table, 1), Stars(table, 2), Timestamp(table, 3));
        }
    }

    public IEnumerable<Tag> Tags()
    {
        using var table = Open("tags.csv", "userId", "movieId", "tag", "timestamp");
        while (table.Read())
        {
            yield return new Tag(Id(table, 0), Id(table, 1), Text(table, 2, "a tag", mayBeEmpty: true), Timestamp(table, 3));
        }
    }

    public IEnumerable<Link> Links()
    {
        using var table = Open("links.csv", "movieId", "imdbId", "tmdbId");
        while (table.Read())
        {
            yield return new Link(Id(table, 0), Text(table, 1, "an IMDb id"), table.Field(2).IsEmpty ? null : Id(table, 2));
        }
    }

    private CsvTable Open(string name, params string[] columns) => CsvTable.Open(Path.Combine(folder, name), columns);

    private static int Id(CsvTable table, int column) =>
        int.TryParse(table.Field(column), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw table.Unexpected(column, "a whole number up to 2147483647");

    private static long Timestamp(CsvTable table, int column) =>
        long.TryParse(table.Field(column), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : throw table.Unexpected(column, "a time in seconds since 1970");

    private static decimal Stars(CsvTable table, int column) =>
        decimal.TryParse(table.Field(column), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var stars)
            && stars is >= 0.5m and <= 5m && decimal.IsInteger(stars * 2)
            ? stars
            : throw table.Unexpected(column, "0.5 to 5.0 stars in steps of 0.5");

    private static string Text(CsvTable table, int column, string expected, bool mayBeEmpty = false)
    {
        var field = table.Field(column);
        if (field.IsEmpty && !mayBeEmpty)
        {
            throw table.Unexpected(column, expected);
        }

        return field.Contains('\0')
            ? throw table.Unexpected(column, $"{expected} without a NUL character, which Postgres cannot store")
            : field.ToString();
    }

    private static async Task AppendAsync(IncrementalHash hash, string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: false);
            if (stream.Length > MaxFileBytes)
            {
                throw new MalformedDataException(file, "the file is larger than 16 GiB, which no MovieLens data set is");
            }

            var buffer = new byte[1 << 18];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }

            // The lengths keep a row from wandering from one file to the next unseen.
            hash.AppendData(BitConverter.GetBytes(stream.Length));
        }
        catch (FileNotFoundException)
        {
            throw new MalformedDataException(file, "the file is missing");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MalformedDataException(file, $"the file cannot be read: {exception.Message}");
        }
    }
}
