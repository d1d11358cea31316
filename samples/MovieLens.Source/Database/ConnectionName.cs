using Microsoft.Extensions.Configuration;
using Npgsql;

namespace MovieLens.Source.Database;

/// <summary>The database's connection string in the configuration.</summary>
internal static class ConnectionName
{
    public const string MovieLens = "movielens";

    private const string Example = "Host=localhost;Port=5432;Username=postgres;Password=…;Database=movielens";

    /// <summary>Says early and in words what is wrong with the connection string; never repeats it, since it holds the password.</summary>
    /// <exception cref="SourceException">There is none, or Npgsql does not understand it.</exception>
    public static void Check(IConfiguration configuration)
    {
        var text = configuration.GetConnectionString(MovieLens);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new SourceException($"No database is named: give --connection, or set the environment variable ConnectionStrings__{MovieLens}, e.g. \"{Example}\".");
        }

        try
        {
            if (string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(text).Host))
            {
                throw new SourceException($"The connection string names no host. Write it like \"{Example}\".");
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            throw new SourceException($"Npgsql does not understand the connection string. Write it like \"{Example}\" (keyword=value pairs; values with ; in quotes).", exception);
        }
    }
}
