using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Workers.Confinement;

namespace Lakehouse.QueryApi.Tests;

/// <summary>What the kernel refuses a process that is started as workers are, whatever runs in it; here ordinary programs.</summary>
public sealed class ConfinementTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lakehouse-confined-").FullName;

    public ConfinementTests()
    {
        foreach (var (path, text) in new[] { ("lake/data", "rows"), ("temp/spilled", "spilled"), ("secret", "secret") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
            File.WriteAllText(In(path), text);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("cat {0}/lake/data", "rows")]
    [InlineData("cat {0}/temp/spilled && echo more >> {0}/temp/spilled && mv {0}/temp/spilled {0}/temp/moved && cat {0}/temp/moved", "spilledspilledmore\n")]
    public async Task A_worker_reads_the_lake_and_writes_its_own_folder(string command, string expected) => Assert.Equal((0, expected), await RunAsync(command));

    [Theory]
    [InlineData("cat {0}/secret")]
    [InlineData("ls {0}")]
    [InlineData("echo x > {0}/lake/data")]
    [InlineData("echo x > {0}/lake/new")]
    [InlineData("rm {0}/lake/data")]
    [InlineData("mkdir {0}/lake/folder")]
    [InlineData("ln -s {0}/secret {0}/temp/link && cat {0}/temp/link")]
    [InlineData("echo x > {0}/new")]
    [InlineData("cat /etc/shadow")]
    [InlineData("ls /root /home /tmp")]
    [InlineData("cat /proc/{1}/environ")]
    [InlineData("kill -CONT {1}")]
    public async Task It_gets_at_nothing_else(string command)
    {
        Assert.SkipUnless(Landlock.Version >= 6, $"The kernel has version {Landlock.Version} of Landlock, which does not confine all of this.");

        Assert.NotEqual(0, (await RunAsync(command)).Code);
        Assert.Equal("rows", await File.ReadAllTextAsync(In("lake/data"), TestContext.Current.CancellationToken));
        Assert.Equal(["data"], Directory.GetFileSystemEntries(In("lake")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("PF_INET, SOCK_STREAM, 0", false)]
    [InlineData("PF_INET, SOCK_DGRAM, 0", false)]
    [InlineData("PF_INET6, SOCK_STREAM, 0", false)]
    [InlineData("16, SOCK_RAW, 0", false)]
    [InlineData("PF_UNIX, SOCK_STREAM, 0", true)]
    public async Task Its_sockets_are_local_ones(string socket, bool isMade)
    {
        Assert.SkipUnless(SocketFilter.IsKnown, "There is no filter for this processor.");

        Assert.Equal((0, isMade ? "made" : "Address family not supported by protocol"), await RunAsync($"perl -MSocket -e 'print socket(my $s, {socket}) ? q(made) : $!'"));
    }

    [Fact]
    public async Task It_reaches_nobody_over_TCP()
    {
        Assert.SkipUnless(Landlock.Version >= 4 || SocketFilter.IsKnown, "The kernel confines no network.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.NotEqual(0, (await RunAsync("bash -c 'echo x > /dev/tcp/127.0.0.1/{2}'", ((IPEndPoint)listener.LocalEndpoint).Port)).Code);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task The_service_itself_stays_as_it_was()
    {
        await RunAsync("true");

        Assert.Equal("secret", await File.ReadAllTextAsync(In("secret"), TestContext.Current.CancellationToken));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }

    private async Task<(int Code, string Output)> RunAsync(string command, int port = 0)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", string.Format(null, command, folder, Environment.ProcessId, port)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = await WorkerConfinement.StartAsync(start, new EngineSettings(0, 1, In("temp"), 0, [In("lake") + "/"], []));
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private string In(string path) => Path.Combine(folder, path);
}
