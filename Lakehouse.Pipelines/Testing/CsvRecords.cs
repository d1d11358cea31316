using System.Text;

namespace Lakehouse.Pipelines.Testing;

/// <summary>CSV as RFC 4180 has it, in which an empty value is NULL and <c>""</c> the empty text.</summary>
internal static class CsvRecords
{
    public static IReadOnlyList<IReadOnlyList<string?>> Of(string text)
    {
        var records = new List<IReadOnlyList<string?>>();
        var record = new List<string?>();
        var value = new StringBuilder();
        var quoted = false;
        var inside = false;
        for (var i = 0; i <= text.Length; i++)
        {
            var end = i == text.Length;
            var sign = end ? '\n' : text[i];
            if (inside && !end)
            {
                if (sign == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    value.Append(text[i++]);
                }
                else if (sign == '"')
                {
                    inside = false;
                }
                else
                {
                    value.Append(sign);
                }
            }
            else if (sign == '"' && value.Length == 0)
            {
                (inside, quoted) = (true, true);
            }
            else if (sign is ',' or '\n')
            {
                EndValue(record, value, ref quoted);
                if (sign == '\n')
                {
                    EndRecord(records, ref record);
                }
            }
            else if (sign != '\r')
            {
                value.Append(sign);
            }
        }

        return records;
    }

    private static void EndValue(List<string?> record, StringBuilder value, ref bool quoted)
    {
        record.Add(value.Length == 0 && !quoted ? null : value.ToString());
        value.Clear();
        quoted = false;
    }

    private static void EndRecord(List<IReadOnlyList<string?>> records, ref List<string?> record)
    {
        if (record is not [null])
        {
            records.Add(record);
        }

        record = [];
    }
}
