namespace MovieLens.Source;

/// <summary>
/// A failure that the person at the keyboard can mend. Its message is printed as it is, without a stack trace: it says what was
/// being done, why it failed and what to do.
/// </summary>
internal class SourceException : Exception
{
    public SourceException(string message)
        : base(message)
    {
    }

    public SourceException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
