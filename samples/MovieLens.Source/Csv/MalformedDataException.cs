namespace MovieLens.Source.Csv;

/// <summary>A CSV file that is missing or does not hold what it must.</summary>
internal sealed class MalformedDataException : SourceException
{
    private const string Remedy = "Nothing was loaded: repair the file or fetch the data set again.";

    public MalformedDataException(string file, string problem)
        : base($"{file}: {problem}. {Remedy}") => File = file;

    public MalformedDataException(string file, long line, string problem, Exception? cause = null)
        : base($"{file}, line {line}: {problem}. {Remedy}", cause!)
    {
        File = file;
        Line = line;
    }

    public MalformedDataException(string file, long line, string column, string expected, string found)
        : base($"{file}, line {line}, column '{column}': expected {expected}, found {found}. {Remedy}")
    {
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Line of the file on which the row begins, counted from 1 (the header); null where the whole file is meant.</summary>
    public long? Line { get; }

    /// <summary>Name of the column; null where the whole row is meant.</summary>
    public string? Column { get; }
}
