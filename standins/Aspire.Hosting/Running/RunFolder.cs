namespace Aspire.Hosting.Running;

/// <summary>The records of every host of this application; several may run at the same time.</summary>
internal sealed class RunFolder(string path, StopPatience patience)
{
    public string Path { get; } = Directory.CreateDirectory(path).FullName;

    public string FileOf(ProcessIdentity host) => System.IO.Path.Combine(Path, $"{host.Id}.json");

    /// <summary>Stops what killed hosts have left behind, and says so.</summary>
    public void StopLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*.json"))
        {
            var record = RunRecord.Read(file);
            if (record is { Host.IsRunning: true })
            {
                continue;
            }

            if (record is not null && Stop(record) is { Length: > 0 } stopped)
            {
                Console.Out.WriteLine($"The application host {record.Host.Id} was killed and left processes behind; they were stopped: {string.Join(", ", stopped.Select(child => $"{child.Resource} ({child.Process.Id})"))}.");
            }

            File.Delete(file);
        }
    }

    private RecordedChild[] Stop(RunRecord record)
    {
        var marker = $"{RunRecord.Variable}={RunRecord.Marker(record.Host)}";
        var left = record.Children.Where(child => IsLeft(child, marker)).Reverse().ToArray();
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        foreach (var child in left)
        {
            ProcessGroup.TerminateLeader(child.Process.Id);
        }

        var askedAll = false;
        while (left.Any(child => IsLeft(child, marker)))
        {
            var waited = System.Diagnostics.Stopwatch.GetElapsedTime(since);
            foreach (var child in left.Where(child => IsLeft(child, marker)))
            {
                if (waited > patience.Total)
                {
                    ProcessGroup.KillAll(child.Process.Id);
                }
                else if (!askedAll && (waited > patience.LeaderOnly || !child.Process.IsRunning))
                {
                    ProcessGroup.TerminateAll(child.Process.Id);
                }
            }

            askedAll |= waited > patience.LeaderOnly;
            Thread.Sleep(50);
        }

        return left;
    }

    /// <summary>Never true for a stranger who got the number: either the start time fits, or the environment does.</summary>
    private static bool IsLeft(RecordedChild child, string marker) =>
        child.Process.IsRunning
        || (OperatingSystem.IsLinux() && ProcessTable.InSession(child.Process.Id).Any(member => member.Id != child.Process.Id && ProcessTable.HasVariable(member.Id, marker)));
}
