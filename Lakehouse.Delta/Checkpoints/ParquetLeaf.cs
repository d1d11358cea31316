using ParquetSharp;

namespace Lakehouse.Delta;

/// <summary>One leaf column of a row group: the values that are not null, and where they belong.</summary>
/// <remarks>
/// Parquet stores a nested column as values with two numbers each: the repetition level (0 starts a new row) and the
/// definition level (how much of the path is not null; the maximum means that there is a value).
/// </remarks>
/// <param name="Definitions">Definition level of each entry.</param>
/// <param name="Repetitions">Repetition level of each entry; empty when the column does not repeat.</param>
/// <param name="MaxDefinition">The level that means: a value.</param>
/// <param name="Values">One per entry at the maximum level, in order.</param>
internal sealed record ParquetLeaf(short[] Definitions, short[] Repetitions, short MaxDefinition, Array Values)
{
    private const int BatchSize = 8192;

    public static ParquetLeaf Read(RowGroupReader group, int columnIndex, CancellationToken cancellationToken)
    {
        using var column = group.Column(columnIndex);
        var descriptor = column.ColumnDescriptor;
        return column switch
        {
            ColumnReader<ByteArray> reader => Read(reader, descriptor, Copy, cancellationToken),
            ColumnReader<long> reader => Read(reader, descriptor, value => value, cancellationToken),
            ColumnReader<int> reader => Read(reader, descriptor, value => (long)value, cancellationToken),
            ColumnReader<bool> reader => Read(reader, descriptor, value => value, cancellationToken),
            _ => throw new InvalidDataException($"The column {descriptor.Path.ToDotString()} has the physical type {descriptor.PhysicalType}, which no action has."),
        };
    }

    /// <summary>For each row its value, or the type's default where it is null. The column must not repeat.</summary>
    public T?[] PerRow<T>(int rows)
    {
        var values = Typed<T>();
        var result = new T?[rows];
        var next = 0;
        for (var row = 0; row < rows; row++)
        {
            if (Definitions[row] == MaxDefinition)
            {
                result[row] = values[next++];
            }
        }

        return result;
    }

    /// <summary>For each row its list of values; null where it has none.</summary>
    public List<T?>?[] ListPerRow<T>(int rows, short entryLevel)
    {
        var values = Typed<T>();
        var result = new List<T?>?[rows];
        int row = -1, next = 0;
        for (var i = 0; i < Definitions.Length; i++)
        {
            row += Repetitions[i] == 0 ? 1 : 0;
            if (Definitions[i] >= entryLevel)
            {
                (result[row] ??= []).Add(Definitions[i] == MaxDefinition ? values[next++] : default);
            }
        }

        return result;
    }

    private T[] Typed<T>() => Values as T[] ?? throw new InvalidDataException($"A column holds {Values.GetType().GetElementType()!.Name} where {typeof(T).Name} belongs.");

    private static ParquetLeaf Read<TPhysical, TValue>(ColumnReader<TPhysical> reader, ColumnDescriptor descriptor, Func<TPhysical, TValue> convert, CancellationToken cancellationToken)
        where TPhysical : unmanaged
    {
        var definitions = new List<short>();
        var repetitions = new List<short>();
        var values = new List<TValue>();
        var definitionBatch = new short[BatchSize];
        var repetitionBatch = new short[BatchSize];
        var valueBatch = new TPhysical[BatchSize];
        while (reader.HasNext)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var levels = (int)reader.ReadBatch(BatchSize, definitionBatch, repetitionBatch, valueBatch, out var count);
            if (levels == 0 && count == 0)
            {
                throw new InvalidDataException($"The column {descriptor.Path.ToDotString()} ends too early.");
            }

            if (descriptor.MaxDefinitionLevel == 0)
            {
                levels = (int)count; // a required column has no levels
                definitionBatch.AsSpan(0, levels).Clear();
            }

            definitions.AddRange(definitionBatch.AsSpan(0, levels));
            if (descriptor.MaxRepetitionLevel > 0)
            {
                repetitions.AddRange(repetitionBatch.AsSpan(0, levels));
            }

            for (var i = 0; i < count; i++)
            {
                values.Add(convert(valueBatch[i]));
            }
        }

        return new ParquetLeaf([.. definitions], [.. repetitions], descriptor.MaxDefinitionLevel, values.ToArray());
    }

    private static unsafe byte[] Copy(ByteArray bytes) => new ReadOnlySpan<byte>((void*)bytes.Pointer, bytes.Length).ToArray();
}
