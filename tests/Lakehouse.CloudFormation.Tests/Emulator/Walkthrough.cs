using System.Text.RegularExpressions;

namespace Lakehouse.CloudFormation.Tests.Emulator;

/// <summary>The commands that documents tell people to type.</summary>
internal static partial class Walkthrough
{
    /// <summary>Commands of the chapters of docs/aws.md whose titles begin with one of <paramref name="chapters"/> ("" is what comes before the first), in order.</summary>
    public static string Of(params string[] chapters) => string.Join('\n', Commands(Repository.PathOf("docs", "aws.md"), chapters));

    /// <summary>How cloudformation/README.md removes all, but for what the emulator has no place for: the key, the database, DMS and changed parameters of nested stacks.</summary>
    public static string Removal() =>
        string.Join('\n', Commands(Repository.PathOf("cloudformation", "README.md"), "Removing everything").Where(command => !Elsewhere().IsMatch(command)));

    /// <summary>A command that goes over several lines is one.</summary>
    private static List<string> Commands(string document, params string[] chapters)
    {
        var chapter = "";
        var inside = false;
        var goesOn = false;
        var commands = new List<string>();
        foreach (var line in File.ReadLines(document))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                chapter = heading.Groups[1].Value;
            }

            inside = line.StartsWith("```", StringComparison.Ordinal) ? line == "```console" : inside;
            if (inside && chapters.Any(wanted => wanted.Length == 0 ? chapter.Length == 0 : chapter.StartsWith(wanted, StringComparison.Ordinal)))
            {
                // $ begins a command, a backslash at its end takes the next line along; everything else is what it answers.
                if (goesOn)
                {
                    commands[^1] += "\n" + line;
                }
                else if (line.StartsWith("$ ", StringComparison.Ordinal))
                {
                    commands.Add(line[2..]);
                }
                else
                {
                    continue;
                }

                goesOn = line.EndsWith('\\');
            }
        }

        return commands;
    }

    [GeneratedRegex("aws (kms|dms|rds|cloudformation deploy) ")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("^## (.+)$")]
    private static partial Regex Heading();
}
