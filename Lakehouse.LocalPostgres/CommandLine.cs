using System.Globalization;

namespace Lakehouse.LocalPostgres;

/// <summary>The program's options.</summary>
internal static class CommandLine
{
    public const string PasswordVariable = "LAKEHOUSE_POSTGRES_PASSWORD";

    public const string Help = $"""
        Runs a PostgreSQL server on 127.0.0.1 until Ctrl+C, or until the program that started this one ends.

          --data FOLDER      the data folder (default: .lakehouse/postgres)
          --port N           the port (default: a free one)
          --database NAME    created when absent (default: movielens)
          --tools FOLDER     where fetched binaries are kept (default: .lakehouse/tools)
          --help             this text

        {PasswordVariable} is the superuser's password (default: random, kept beside the data folder).
        {KnownFolders.Variable} is the folder of initdb and postgres (default: searched).
        """;

    /// <returns>Null when help is asked for.</returns>
    /// <exception cref="LocalPostgresException">An option that is not known, or lacks its value.</exception>
    public static PostgresServerOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new PostgresServerOptions
        {
            DataDirectory = Path.Combine(".lakehouse", "postgres"),
            Password = Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null,
        };
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            if (name is "--help" or "-h")
            {
                return null;
            }

            if (name is not ("--data" or "--port" or "--database" or "--tools"))
            {
                throw new LocalPostgresException($"Unknown option '{name}'.{Environment.NewLine}{Help}");
            }

            if (++index == arguments.Count)
            {
                throw new LocalPostgresException($"The option {name} needs a value.{Environment.NewLine}{Help}");
            }

            options = With(options, name, arguments[index]);
        }

        return options;
    }

    private static PostgresServerOptions With(PostgresServerOptions options, string name, string value) => name switch
    {
        "--data" => options with { DataDirectory = value },
        "--database" => options with { Database = value },
        "--tools" => options with { ToolsDirectory = value },
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? options with { Port = port }
            : throw new LocalPostgresException($"--port: '{value}' is no port; give a number from 1 to {ushort.MaxValue}."),
    };
}
