namespace Lakehouse.Ingestor;

/// <summary>Says a thing once, though each pass finds it again.</summary>
internal sealed class OnceLog(ILogger logger)
{
    private readonly HashSet<string> told = [];

    public void Warn(string message)
    {
        if (told.Add(message))
        {
            logger.LogWarning("{Message}", message);
        }
    }
}
