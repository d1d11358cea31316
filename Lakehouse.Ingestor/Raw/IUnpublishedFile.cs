namespace Lakehouse.Ingestor.Raw;

/// <summary>A raw file that still has its hidden name: of a load, or of changes.</summary>
internal interface IUnpublishedFile
{
    /// <summary>The hidden local file.</summary>
    string Path { get; }

    /// <summary>Rows in it.</summary>
    long Rows { get; }

    /// <summary>Writes the footer; the file is then ready to be published.</summary>
    void Close();
}
