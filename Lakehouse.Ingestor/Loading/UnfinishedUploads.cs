using Lakehouse.Storage;

namespace Lakehouse.Ingestor.Loading;

/// <summary>Hidden files that a killed process left in a table's folder. The writer lock says that nobody else writes there.</summary>
internal static class UnfinishedUploads
{
    public static void Delete(ObjectStore table)
    {
        if (!table.Root.IsFile)
        {
            return; // elsewhere uploads lie in a folder that others use too
        }

        var folder = Path.GetDirectoryName(table.CreateUploadFile(".parquet"))!;
        if (folder.StartsWith(table.Root.LocalPath, StringComparison.Ordinal))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                File.Delete(file);
            }
        }
    }
}
