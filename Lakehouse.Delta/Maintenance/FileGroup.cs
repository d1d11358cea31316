namespace Lakehouse.Delta.Engine;

/// <summary>Files of one partition that OPTIMIZE writes anew together.</summary>
/// <param name="Files">The files.</param>
internal sealed record FileGroup(IReadOnlyList<NumberedFile> Files)
{
    /// <summary>Length of the files.</summary>
    public long Bytes { get; } = Files.Sum(file => file.File.Size);

    /// <summary>Puts files together, smallest first, until a group has the length wanted.</summary>
    public static IEnumerable<FileGroup> Pack(IEnumerable<NumberedFile> files, long bytes)
    {
        var group = new List<NumberedFile>();
        var length = 0L;
        foreach (var file in files.OrderBy(file => file.File.Size).ThenBy(file => file.File.Path, StringComparer.Ordinal))
        {
            if (group.Count > 0 && length + file.File.Size > bytes)
            {
                yield return new FileGroup([.. group]);
                group.Clear();
                length = 0;
            }

            group.Add(file);
            length += file.File.Size;
        }

        if (group.Count > 0)
        {
            yield return new FileGroup(group);
        }
    }
}
