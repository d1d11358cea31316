using System.Diagnostics;
using System.Globalization;

namespace Lakehouse.Cli.Output;

/// <summary>Tells people on standard error what is going on and for how long. Nothing where standard error is no terminal.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch elapsed = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private readonly Timer? timer;
    private readonly string what;
    private string detail = "";
    private bool ended;

    private Progress(string what, bool shown)
    {
        this.what = what;
        timer = shown ? new Timer(_ => Show(), null, Interval, Interval) : null;
    }

    /// <summary>Begins.</summary>
    /// <param name="what">What is done, such as <c>Optimizing s3://…</c>.</param>
    /// <param name="besideRows">Whether rows go to standard output meanwhile: on the same terminal they would be mixed up.</param>
    public static Progress Start(string what, bool besideRows = false) =>
        new(what, !Console.IsErrorRedirected && (!besideRows || Console.IsOutputRedirected));

    /// <summary>How far it has come, such as <c>3 of 10 files</c>.</summary>
    public void Report(string present) => Volatile.Write(ref detail, present);

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            ended = true;
            if (timer is not null)
            {
                Console.Error.Write("\r\u001b[K");
            }
        }
    }

    private void Show()
    {
        lock (gate)
        {
            if (!ended)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"{what} … {Volatile.Read(ref detail)} {elapsed.Elapsed.TotalSeconds:0} s");
                Console.Error.Write($"\r{line[..Math.Min(line.Length, Math.Max(20, Console.WindowWidth - 1))]}\u001b[K");
            }
        }
    }
}
