using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Running;

/// <summary>
/// A shell that waits for the end of its input, which comes with the end of the host, however that comes about; then it stops what
/// is still running. (Linux' PR_SET_PDEATHSIG is bound to a thread instead of the process, and knows no grandchildren.)
/// </summary>
internal sealed class Guardian : IDisposable
{
    // Without "--" before a group, which dash does not know. $1 is the host's record; $2 and $3 are tenths of seconds of patience: in all, and for the leaders alone. Lines: "+34" a child was started, "-34" it has ended.
    private const string Script = """
        exec >/dev/null 2>&1
        children=
        while read -r line; do
          case $line in
            +*) children="${line#+} $children" ;;
            -*) kept=; for c in $children; do [ "$c" = "${line#-}" ] || kept="$kept $c"; done; children=$kept ;;
          esac
        done
        for c in $children; do kill -TERM "$c"; done
        tenths=0
        while [ -n "$children" ] && [ $tenths -lt "$2" ]; do
          sleep 0.1
          tenths=$((tenths + 1))
          kept=
          for c in $children; do
            if kill -0 "-$c"; then
              kept="$kept $c"
              if ! kill -0 "$c" || [ $tenths -eq "$3" ]; then kill -TERM "-$c"; fi
            fi
          done
          children=$kept
        done
        for c in $children; do kill -KILL "-$c"; done
        rm -f -- "$1"
        """;

    private readonly Process _process;

    private Guardian(Process process) => _process = process;

    /// <summary>Null where the system has no shell or no process groups: the next host finds the leftovers then.</summary>
    public static Guardian? Start(string record, StopPatience patience)
    {
        if (ProcessGroup.Starter is not { } starter || ProgramPath.Find("sh") is not { } shell)
        {
            return null;
        }

        string[] command = [.. starter, shell, "-c", Script, "guardian", record, Tenths(patience.Total), Tenths(patience.LeaderOnly)];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", RedirectStandardInput = true, UseShellExecute = false }) is { } process
            ? new(process)
            : null;
    }

    public void Watch(int child) => Tell('+', child);

    public void Forget(int child) => Tell('-', child);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.Dispose();
    }

    private static string Tenths(TimeSpan time) => ((int)Math.Ceiling(time.TotalSeconds * 10)).ToString(CultureInfo.InvariantCulture);

    private void Tell(char sign, int child)
    {
        try
        {
            _process.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{sign}{child}\n"));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // somebody has killed it; the next host finds the leftovers
        }
    }
}
