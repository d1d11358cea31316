using System.Globalization;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Output;

/// <summary>A step of an operation in words: how much is done, how fast it goes, and how long it will take.</summary>
/// <param name="Present">How far the step has come.</param>
/// <param name="Began">When it began.</param>
internal sealed record ProgressPace(OperationProgress Present, TimeSpan Began)
{
    /// <summary>Before that, rates say nothing.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>The step.</summary>
    public string Step => Present.Step;

    /// <summary>Such as <c>writing files anew: 3 of 10 files, 120 MiB of 1.2 GiB, 10 %, 40 MiB/s, 27 s left</c>.</summary>
    /// <param name="now">The time on the clock that measured <see cref="Began"/>.</param>
    public string Describe(TimeSpan now)
    {
        var parts = new List<string> { $"{Present.Step}: {Count(Present.Done, Present.Total)} {Present.Unit}" };
        if (Present.Bytes > 0 || Present.TotalBytes is not null)
        {
            parts.Add(Present.TotalBytes is { } all ? $"{ByteSize.Show(Present.Bytes)} of {ByteSize.Show(all)}" : ByteSize.Show(Present.Bytes));
        }

        if (Present.Fraction is { } fraction)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 100)} %"));
        }

        if (now - Began is var spent && spent >= Least && (Present.Done > 0 || Present.Bytes > 0))
        {
            parts.Add(Rate(spent.TotalSeconds));
            if (Present.Fraction is > 0 and < 1 and var part)
            {
                parts.Add($"{Duration(spent * ((1 - part) / part))} left");
            }
        }

        return string.Join(", ", parts);
    }

    private string Rate(double seconds) => Present.Bytes > 0
        ? $"{ByteSize.Show((long)(Present.Bytes / seconds))}/s"
        : string.Create(CultureInfo.InvariantCulture, $"{Present.Done / seconds:N0} {Present.Unit}/s");

    private static string Count(long done, long? total) => total is { } all
        ? string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {all:N0}")
        : string.Create(CultureInfo.InvariantCulture, $"{done:N0}");

    private static string Duration(TimeSpan time) =>
        time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours)} h {time.Minutes} min")
        : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds)} s");
}
