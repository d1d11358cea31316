using System.Globalization;

namespace Lakehouse.QueryApi;

/// <summary>Numbers in a section of the configuration.</summary>
internal readonly struct NumberSettings(IConfigurationSection section)
{
    /// <summary>A whole number.</summary>
    /// <exception cref="InvalidOperationException">The value is no number or out of its range; the message names it.</exception>
    public long Number(string name, long otherwise, long least, long most)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }

        var path = $"{section.Path}:{name}";
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new InvalidOperationException($"The setting {path} (environment variable {path.Replace(":", "__", StringComparison.Ordinal)}) is '{text}'. Set it to a whole number from {least} to {most}.");
    }

    /// <summary>A whole number from 1 on, or null.</summary>
    public long? Optional(string name) => section[name] is { Length: > 0 } ? Number(name, 0, 1, long.MaxValue >> 20) : null;

    /// <summary>A time in whole seconds.</summary>
    public TimeSpan Seconds(string name, TimeSpan otherwise, long least, long most) => TimeSpan.FromSeconds(Number(name, (long)otherwise.TotalSeconds, least, most));
}
