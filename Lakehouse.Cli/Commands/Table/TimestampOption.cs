using System.CommandLine;
using System.Globalization;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>A point in time, such as <c>2026-01-31T12:00:00Z</c>; without a zone it is UTC.</summary>
internal sealed class TimestampOption : Option<DateTimeOffset?>
{
    public TimestampOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "time";
        CustomParser = argument =>
        {
            var text = argument.Tokens[^1].Value;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            argument.AddError($"'{text}' is no time such as 2026-01-31, 2026-01-31T12:00:00Z or 2026-01-31T12:00:00+02:00.");
            return null;
        };
    }
}
