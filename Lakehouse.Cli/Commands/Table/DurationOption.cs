using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>A length of time: <c>7d</c>, <c>168h</c>, <c>30m</c>, <c>0s</c>.</summary>
internal sealed partial class DurationOption : Option<TimeSpan?>
{
    public DurationOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "time";
        CustomParser = argument =>
        {
            var text = argument.Tokens[^1].Value;
            if (Form().Match(text) is { Success: true } match)
            {
                var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
                return match.Groups[2].Value switch
                {
                    "d" => TimeSpan.FromDays(number),
                    "h" => TimeSpan.FromHours(number),
                    "m" => TimeSpan.FromMinutes(number),
                    _ => TimeSpan.FromSeconds(number),
                };
            }

            argument.AddError($"'{text}' is no length of time such as 7d, 168h, 30m or 0s.");
            return null;
        };
    }

    [GeneratedRegex(@"^(\d{1,6})([dhms])$")]
    private static partial Regex Form();
}
