using ParquetSharp;

namespace Lakehouse.Ingestor.Columns;

/// <summary>The values of one column of the row group that is being filled.</summary>
/// <remarks>
/// Values come in Postgres's binary form (COPY) or as its output function's text (logical replication), and are kept as Parquet's
/// physical values: dense, with nulls only in the definition levels.
/// </remarks>
internal abstract class ColumnBuffer
{
    /// <summary>Rows that an empty buffer has room for.</summary>
    protected const int InitialRows = 64;

    /// <summary>Levels of a column without nulls, which is what most are: shared by all.</summary>
    private static short[] allPresent = [];

    private short[]? levels;

    /// <summary>Rows so far, nulls included.</summary>
    public int Rows { get; private set; }

    /// <summary>Values that Parquet's type cannot hold and that therefore became NULL or an infinity; see docs/types.md.</summary>
    protected long Adjusted { get; set; }

    /// <summary>The number of such values since the last call.</summary>
    public long TakeAdjusted()
    {
        var taken = Adjusted;
        Adjusted = 0;
        return taken;
    }

    /// <summary>Bytes of memory that a row takes besides its value.</summary>
    public virtual int RowOverhead => 0;

    /// <summary>Whether values seem to repeat so that a dictionary makes the column smaller.</summary>
    public abstract bool Repeats { get; }

    /// <summary>Bytes of the longest value, where lengths differ.</summary>
    public virtual int Longest => 0;

    /// <summary>Adds NULL.</summary>
    public void AppendNull()
    {
        if (levels is null)
        {
            levels = new short[Math.Max(InitialRows, Rows * 2)];
            levels.AsSpan(0, Rows).Fill(1);
        }

        SetLevel(0);
    }

    /// <summary>Adds a value as the type's send function writes it.</summary>
    public abstract void AppendBinary(ReadOnlySpan<byte> value);

    /// <summary>Adds a value as the type's output function writes it (ISO dates, UTC, hexadecimal bytea).</summary>
    public abstract void AppendText(ReadOnlySpan<byte> value);

    /// <summary>Writes the rows as one column chunk.</summary>
    public void WriteTo(ColumnWriter writer) => Write(writer, Levels());

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear()
    {
        Rows = 0;
        levels = null;
        ClearValues();
    }

    protected abstract void Write(ColumnWriter writer, ReadOnlySpan<short> levels);

    protected abstract void ClearValues();

    /// <summary>Counts a row whose value was stored.</summary>
    protected void Present()
    {
        if (levels is null)
        {
            Rows++;
        }
        else
        {
            SetLevel(1);
        }
    }

    private void SetLevel(short level)
    {
        if (Rows == levels!.Length)
        {
            Array.Resize(ref levels, Rows * 2);
        }

        levels[Rows++] = level;
    }

    private ReadOnlySpan<short> Levels()
    {
        if (levels is not null)
        {
            return levels.AsSpan(0, Rows);
        }

        var shared = allPresent;
        if (shared.Length < Rows)
        {
            shared = new short[Rows + (Rows / 4)];
            Array.Fill(shared, (short)1);
            allPresent = shared;
        }

        return shared.AsSpan(0, Rows);
    }
}
