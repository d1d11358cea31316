using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Flight;

/// <summary>
/// Looks at a schema before Arrow's library does, which follows types into each other as deep as they go, and copies a name or a pair of
/// metadata for each place that points to it: a message of a few bytes can be a tree without end. Parameters need no types within types.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>As many values as Athena takes.</summary>
    private const int MaxFields = 1_000;

    /// <summary>Names, time zones and metadata, each counted wherever it is pointed to.</summary>
    private const int MaxTexts = 1 << 20;

    private const byte SchemaHeader = 1;

    private const byte TimestampType = 10;

    /// <summary>Checks the header of a message: Message.fbs and Schema.fbs of Arrow's format say which member is which.</summary>
    /// <exception cref="QueryException">It is a schema that parameters cannot have, or no message.</exception>
    public static void Check(ReadOnlySpan<byte> header)
    {
        try
        {
            var message = FlatBufferTable.Root(header);
            if (message.Byte(1) == SchemaHeader && message.TryTable(2, out var schema))
            {
                CheckSchema(schema);
            }
        }
        catch (Exception malformed) when (malformed is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
        {
            throw new QueryException(Problem.InvalidParameters, "The header of a message with parameters is no message of Arrow.", malformed);
        }
    }

    private static void CheckSchema(FlatBufferTable schema)
    {
        var count = schema.Length(1);
        if (count is < 0 or > MaxFields)
        {
            throw new QueryException(Problem.InvalidParameters, $"{count} parameters came; a statement takes {MaxFields} at most.");
        }

        var texts = MetadataOf(schema, 2, 0);
        for (var index = 0; index < count; index++)
        {
            var field = schema.Item(1, index);
            if (field.Length(5) != 0)
            {
                throw new QueryException(Problem.InvalidParameters, $"Parameter {index + 1} has a type with others inside; a parameter is null, a boolean, a number, text, a date, a time or a timestamp.");
            }

            texts = MetadataOf(field, 6, Added(texts, field.Length(0)));
            texts = field.Byte(2) == TimestampType && field.TryTable(3, out var type) ? Added(texts, type.Length(1)) : texts;
        }
    }

    private static int MetadataOf(FlatBufferTable table, int member, int texts)
    {
        for (var index = table.Length(member) - 1; index >= 0; index--)
        {
            var pair = table.Item(member, index);
            // A pair that is empty costs, too.
            texts = Added(Added(texts, pair.Length(0) + 1), pair.Length(1));
        }

        return texts;
    }

    private static int Added(int texts, int length) => length >= 0 && texts + (long)length <= MaxTexts
        ? texts + length
        : throw new QueryException(Problem.RequestTooLarge, $"The names and the metadata of the parameters are longer than {MaxTexts} bytes.");
}
