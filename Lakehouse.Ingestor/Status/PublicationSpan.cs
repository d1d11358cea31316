using System.Diagnostics;
using Lakehouse.Ingestor.Raw;

namespace Lakehouse.Ingestor.Status;

/// <summary>What a span says of a published file, so that a commit can be followed by its LSN into the file, and by the file's name onwards.</summary>
internal static class PublicationSpan
{
    /// <param name="span">The span.</param>
    /// <param name="file">The file.</param>
    /// <param name="lsn">Of the load's snapshot, or of the last commit in the file.</param>
    public static void Describe(this Activity span, PublishedFile file, string lsn)
    {
        span.SetTag("lakehouse.raw.file", file.Name);
        span.SetTag("lakehouse.rows", file.Rows);
        span.SetTag("lakehouse.bytes", file.Bytes);
        span.SetTag("lakehouse.lsn", lsn);
    }
}
