using System.IO.Compression;
using Microsoft.Extensions.Logging;

namespace MovieLens.Source.Download;

/// <summary>GroupLens' server, with a cache in front: an archive is downloaded once, checked, and unpacked.</summary>
internal sealed class GroupLens(Uri address, string cacheFolder, DownloadLimits limits, ILogger logger)
{
    /// <summary>Where GroupLens publishes the archives.</summary>
    public static readonly Uri Address = new("https://files.grouplens.org/datasets/movielens/");

    /// <summary>Files that are unpacked; the larger archives hold others that nothing here uses.</summary>
    private static readonly string[] Wanted = ["movies.csv", "ratings.csv", "tags.csv", "links.csv", "README.txt"];

    /// <summary>The folder with the archive's CSV files, downloaded if the cache does not have it.</summary>
    /// <exception cref="DownloadException">It is not in the cache and cannot be downloaded.</exception>
    public async Task<string> GetAsync(GroupLensArchive archive, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetFullPath(cacheFolder), archive.Name);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        // Another process may be doing the same: work under a name of our own, and let whoever is first put it in place.
        var work = $"{folder}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(work);
            var zip = Path.Combine(work, "archive.zip");
            using (var download = new ArchiveDownload(address, limits, logger))
            {
                await download.SaveAsync(archive, zip, cancellationToken);
            }

            var unpacked = Path.Combine(work, "files");
            await UnpackAsync(archive, zip, unpacked, cancellationToken);
            if (!Directory.Exists(folder))
            {
                Directory.Move(unpacked, folder);
            }

            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder))
            {
                return folder;
            }

            throw new DownloadException($"Cannot keep {archive.Name} in the cache folder {cacheFolder}: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    private static async Task UnpackAsync(GroupLensArchive archive, string zip, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        try
        {
            await using var content = await ZipFile.OpenReadAsync(zip, cancellationToken);
            var left = archive.MaxContentBytes;
            foreach (var entry in content.Entries.Where(entry => Wanted.Contains(entry.Name, StringComparer.Ordinal)))
            {
                // Only the bare name is used, so no entry can be written outside the folder; and the declared length is enforced.
                left -= entry.Length;
                if (left < 0)
                {
                    throw new DownloadException($"The archive {archive.Name} from GroupLens unpacks to more than {archive.MaxContentBytes >> 20} MiB, which it should not.");
                }

                await entry.ExtractToFileAsync(Path.Combine(folder, entry.Name), cancellationToken);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new DownloadException($"The archive {archive.Name} from GroupLens is damaged: {exception.Message}", exception);
        }
    }
}
