using System.Text;
using Sylvan.Data.Csv;

namespace MovieLens.Source.Csv;

/// <summary>
/// Reads one CSV file of MovieLens row by row: UTF-8, a header, commas, fields in double quotes where they hold a comma, a quote
/// (doubled) or a line break:
/// <code>
/// movieId,title,genres
/// 11,"American President, The (1995)",Comedy|Drama|Romance
/// </code>
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string file;
    private readonly string[] columns;
    private readonly int[] ordinals;
    private readonly CsvDataReader reader;
    private long nextLine;

    private CsvTable(string file, string[] columns, CsvDataReader reader)
    {
        this.file = file;
        this.columns = columns;
        this.reader = reader;
        ordinals = new int[columns.Length];
        nextLine = 2;
    }

    /// <summary>Line on which the current row begins; the header is line 1.</summary>
    public long Line { get; private set; } = 1;

    /// <exception cref="MalformedDataException">The file is missing, unreadable, empty, or lacks one of <paramref name="columns"/>.</exception>
    public static CsvTable Open(string file, params string[] columns)
    {
        StreamReader text;
        try
        {
            text = new StreamReader(file, StrictUtf8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MalformedDataException(file, $"the file is missing; expected a CSV with the columns {string.Join(',', columns)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MalformedDataException(file, $"the file cannot be read: {exception.Message}");
        }

        CsvDataReader reader;
        try
        {
            reader = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                Delimiter = ',',
                BufferSize = 1 << 16,
                MaxBufferSize = 1 << 22,
                HeaderComparer = StringComparer.OrdinalIgnoreCase,
                OwnsReader = true,
            });
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            text.Dispose();
            throw new MalformedDataException(file, 1, $"expected the header {string.Join(',', columns)}, found {Describe(exception)}");
        }

        var table = new CsvTable(file, columns, reader);
        try
        {
            table.FindColumns();
        }
        catch
        {
            table.Dispose();
            throw;
        }

        return table;
    }

    /// <summary>Goes to the next row that is not a blank line.</summary>
    /// <exception cref="MalformedDataException">The row has too few or too many fields, or breaks the rules of CSV or UTF-8.</exception>
    public bool Read()
    {
        do
        {
            Line = nextLine;
            try
            {
                if (!reader.Read())
                {
                    return false;
                }
            }
            catch (Exception exception) when (IsMalformed(exception))
            {
                throw new MalformedDataException(file, Line, $"expected a row of {columns.Length} fields, found {Describe(exception)}", exception);
            }

            nextLine = Line + Math.Max(1, reader.GetRawRecordSpan().Count('\n'));
        }
        while (reader.RowFieldCount == 0 || (reader.RowFieldCount == 1 && reader.GetFieldSpan(0).IsEmpty));

        if (reader.RowFieldCount != reader.FieldCount)
        {
            throw new MalformedDataException(file, Line, $"expected {reader.FieldCount} fields ({string.Join(',', columns)}), found {reader.RowFieldCount}");
        }

        return true;
    }

    /// <summary>The field's characters, valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<char> Field(int column) => reader.GetFieldSpan(ordinals[column]);

    /// <exception cref="MalformedDataException">Thrown always: the current row's field is not what it must be.</exception>
    public MalformedDataException Unexpected(int column, string expected)
    {
        var found = Field(column);
        return new MalformedDataException(file, Line, columns[column], expected, found.IsEmpty ? "nothing" : $"'{found[..Math.Min(60, found.Length)]}'");
    }

    public void Dispose() => reader.Dispose();

    private void FindColumns()
    {
        for (var i = 0; i < columns.Length; i++)
        {
            ordinals[i] = -1;
            for (var ordinal = 0; ordinal < reader.FieldCount; ordinal++)
            {
                if (string.Equals(reader.GetName(ordinal), columns[i], StringComparison.OrdinalIgnoreCase))
                {
                    ordinals[i] = ordinal;
                }
            }

            if (ordinals[i] < 0)
            {
                var found = string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
                throw new MalformedDataException(file, 1, columns[i], $"the header {string.Join(',', columns)}", $"'{found}'");
            }
        }
    }

    private static bool IsMalformed(Exception exception) => exception is DecoderFallbackException or FormatException or InvalidDataException
        or InvalidOperationException or CsvRecordTooLargeException or CsvMissingHeadersException or CsvConfigurationException or IOException;

    private static string Describe(Exception exception) => exception switch
    {
        DecoderFallbackException => "bytes that are not UTF-8 (in this row or the next few hundred)",
        CsvRecordTooLargeException => "a row longer than 4 MiB: a closing quote is probably missing",
        CsvMissingHeadersException => "an empty file",
        CsvInvalidCharacterException invalid => $"the character '{invalid.InvalidCharacter}' where a comma or the end of the line must be (a quote inside a quoted field is written twice)",
        _ => exception.Message,
    };
}
