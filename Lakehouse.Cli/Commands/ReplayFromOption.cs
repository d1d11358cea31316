using System.CommandLine;
using System.Globalization;

namespace Lakehouse.Cli.Commands;

/// <summary>Versions of staged tables: <c>staged.ratings=12</c>.</summary>
internal sealed class ReplayFromOption : Option<IReadOnlyDictionary<string, long>>
{
    public ReplayFromOption()
        : base("--replay-from")
    {
        Description = "Build this staged table anew from its rows at a version and the raw files that came after it (may be given several times)";
        HelpName = "zone.name=version";
        AllowMultipleArgumentsPerToken = true;
        Arity = ArgumentArity.OneOrMore;
        CustomParser = argument =>
        {
            var versions = new Dictionary<string, long>();
            foreach (var text in argument.Tokens.Select(token => token.Value))
            {
                if (text.Split('=') is [{ Length: > 0 } table, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                {
                    versions[table] = version;
                }
                else
                {
                    argument.AddError($"'{text}' is no table and version such as staged.ratings=12.");
                }
            }

            return versions;
        };
    }
}
