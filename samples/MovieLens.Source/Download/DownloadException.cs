namespace MovieLens.Source.Download;

/// <summary>GroupLens could not be reached, or sent something else than it promised.</summary>
internal sealed class DownloadException : SourceException
{
    public DownloadException(string message)
        : base(message)
    {
    }

    public DownloadException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
