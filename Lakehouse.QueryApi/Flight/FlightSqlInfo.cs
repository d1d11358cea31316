using System.Reflection;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Lakehouse.QueryApi.Flight;

/// <summary>
/// What the server tells of itself: pairs of a number of the protocol and a value in a dense union, in which the position of the field
/// says the value's type.
/// </summary>
internal static class FlightSqlInfo
{
    private const int TextField = 0;
    private const int BooleanField = 1;
    private const int Int32Field = 3;
    private const int ListField = 4;

    private static readonly ListType Texts = new(new Field("item", StringType.Default, true));

    private static readonly MapType Numbers = new(Int32Type.Default, new ListType(new Field("item", Int32Type.Default, true)));

    private static readonly UnionType Value = new(
        [
            new Field("string_value", StringType.Default, true),
            new Field("bool_value", BooleanType.Default, true),
            new Field("bigint_value", Int64Type.Default, true),
            new Field("int32_bitmask", Int32Type.Default, true),
            new Field("string_list", Texts, true),
            new Field("int32_to_int32_list_map", Numbers, true),
        ],
        [0, 1, 2, 3, 4, 5],
        UnionMode.Dense);

    /// <summary>The numbers are the protocol's enumeration SqlInfo.</summary>
    private static readonly (uint Number, object Value)[] Known =
    [
        (0, "Lakehouse"), // FLIGHT_SQL_SERVER_NAME
        (1, typeof(FlightSqlInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0"), // …_VERSION
        (2, typeof(RecordBatch).Assembly.GetName().Version?.ToString(3) ?? "0.0.0"), // …_ARROW_VERSION
        (3, true), // …_READ_ONLY
        (4, true), // …_SQL
        (5, false), // …_SUBSTRAIT
        (8, 0), // …_TRANSACTION: none
        (9, false), // …_CANCEL: a call that is cancelled ends its query
        (10, false), // …_BULK_INGESTION
        (500, false), // SQL_DDL_CATALOG
        (501, false), // SQL_DDL_SCHEMA
        (502, false), // SQL_DDL_TABLE
        (503, 1), // SQL_IDENTIFIER_CASE: insensitive
        (504, "\""), // SQL_IDENTIFIER_QUOTE_CHAR
        (505, 1), // SQL_QUOTED_IDENTIFIER_CASE: insensitive
        (506, false), // SQL_ALL_TABLES_ARE_SELECTABLE: some may be without data yet
        (507, 3), // SQL_NULL_ORDERING: at the end
        (508, System.Array.Empty<string>()), // SQL_KEYWORDS: none beyond the standard's
        (513, "\\"), // SQL_SEARCH_STRING_ESCAPE
        (515, true), // SQL_SUPPORTS_COLUMN_ALIASING
        (516, true), // SQL_NULL_PLUS_NULL_IS_NULL
        (518, true), // SQL_SUPPORTS_TABLE_CORRELATION_NAMES
        (519, false), // SQL_SUPPORTS_DIFFERENT_TABLE_CORRELATION_NAMES: they may be the same
        (520, true), // SQL_SUPPORTS_EXPRESSIONS_IN_ORDER_BY
        (521, true), // SQL_SUPPORTS_ORDER_BY_UNRELATED
        (522, 0b11), // SQL_SUPPORTED_GROUP_BY: columns that are not selected, and more than those that are
        (523, true), // SQL_SUPPORTS_LIKE_ESCAPE_CLAUSE
        (525, 0b111), // SQL_SUPPORTED_GRAMMAR: minimum, core, extended
        (526, 0b1), // SQL_ANSI92_SUPPORTED_LEVEL: entry
        (528, 0b110), // SQL_OUTER_JOINS_SUPPORT_LEVEL: limited and full
        (529, "database"), // SQL_SCHEMA_TERM
        (531, "catalog"), // SQL_CATALOG_TERM
        (532, true), // SQL_CATALOG_AT_START
        (536, false), // SQL_SELECT_FOR_UPDATE_SUPPORTED
        (537, false), // SQL_STORED_PROCEDURES_SUPPORTED
        (538, 0b1111), // SQL_SUPPORTED_SUBQUERIES: in comparisons, EXISTS, IN and quantified ones
        (539, true), // SQL_CORRELATED_SUBQUERIES_SUPPORTED
        (540, 0b11), // SQL_SUPPORTED_UNIONS: UNION and UNION ALL
        (563, false), // SQL_TRANSACTIONS_SUPPORTED
        (564, 0b1), // SQL_SUPPORTED_TRANSACTIONS_ISOLATION_LEVELS: none
        (567, 0b10), // SQL_SUPPORTED_RESULT_SET_TYPES: forwards only
        (572, false), // SQL_BATCH_UPDATES_SUPPORTED
        (573, false), // SQL_SAVEPOINTS_SUPPORTED
        (574, false), // SQL_NAMED_PARAMETERS_SUPPORTED: Flight binds by place
    ];

    public static Schema Schema { get; } = new([new Field("info_name", UInt32Type.Default, false), new Field("value", Value, false)], null);

    /// <summary>The values that are asked for and known; all of them when none is named.</summary>
    public static RecordBatch Read(IReadOnlyCollection<uint> wanted)
    {
        var rows = Known.Where(info => wanted.Count == 0 || wanted.Contains(info.Number)).ToArray();
        var types = new ArrowBuffer.Builder<byte>();
        var offsets = new ArrowBuffer.Builder<int>();
        var texts = new StringArray.Builder();
        var booleans = new BooleanArray.Builder();
        var numbers = new Int32Array.Builder();
        var lists = new ListArray.Builder(Texts.ValueField);
        foreach (var (_, value) in rows)
        {
            var (field, index) = value switch
            {
                string text => (TextField, texts.Append(text).Length),
                bool flag => (BooleanField, booleans.Append(flag).Length),
                string[] => (ListField, lists.Append().Length),
                _ => (Int32Field, numbers.Append((int)value).Length),
            };
            types.Append((byte)field);
            offsets.Append(index - 1);
        }

        var values = new DenseUnionArray(
            Value,
            rows.Length,
            [texts.Build(), booleans.Build(), new Int64Array.Builder().Build(), numbers.Build(), lists.Build(), new MapArray.Builder(Numbers).Build()],
            types.Build(),
            offsets.Build());
        return new RecordBatch(Schema, [new UInt32Array.Builder().AppendRange(rows.Select(row => row.Number)).Build(), values], rows.Length);
    }
}
