using System.Runtime.InteropServices;

namespace Lakehouse.QueryApi.Workers.Confinement;

/// <summary>
/// A seccomp filter under which a thread, and all that it starts, makes sockets of the local kind only, as if the kernel had no network:
/// Landlock knows TCP alone. See https://docs.kernel.org/userspace-api/seccomp_filter.html.
/// </summary>
internal static unsafe class SocketFilter
{
    private const int SetSeccomp = 22;

    private const nint FilterMode = 2;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort Return = 0x06;

    private const uint Allowed = 0x7fff0000;
    private const uint Refused = 0x00050000;

    private const uint NotSupported = 97;
    private const uint NoSuchCall = 38;

    private const uint LocalSocket = 1;
    private const uint RingSetup = 425;

    /// <summary>From here on, x86 numbers the same calls once more.</summary>
    private const uint OtherNumbers = 0x40000000;

    /// <summary>The architecture as the kernel names it and its number of <c>socket</c>; null where this filter does not know it.</summary>
    private static (uint Architecture, uint Socket)? Numbers => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (0xC000003E, 41),
        Architecture.Arm64 => (0xC00000B7, 198),
        _ => null,
    };

    public static bool IsKnown => OperatingSystem.IsLinux() && Numbers is not null;

    /// <summary>Confines the calling thread, which has renounced its privileges.</summary>
    /// <exception cref="InvalidOperationException">The kernel refuses.</exception>
    public static void Restrict()
    {
        var (architecture, socket) = Numbers!.Value;
        // struct seccomp_data: number at 0, architecture at 4, first argument at 16. Jumps count instructions to leave out.
        Instruction[] program =
        [
            new(Load, 4),
            new(JumpIfEqual, architecture, 0, 8),
            new(Load, 0),
            new(JumpIfAtLeast, OtherNumbers, 5, 0),
            // What goes through a ring is seen by no filter.
            new(JumpIfEqual, RingSetup, 4, 0),
            new(JumpIfEqual, socket, 0, 2),
            new(Load, 16),
            new(JumpIfEqual, LocalSocket, 0, 2),
            new(Return, Allowed),
            new(Return, Refused | NoSuchCall),
            new(Return, Refused | NotSupported),
        ];
        fixed (Instruction* start = program)
        {
            var filter = new Filter { Length = (ushort)program.Length, Start = start };
            SystemCalls.Check(SystemCalls.ProcessControl(SetSeccomp, FilterMode, (nint)(&filter), 0, 0), "prctl(PR_SET_SECCOMP)");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, uint value, byte whenTrue = 0, byte whenFalse = 0)
    {
        public readonly ushort Code = code;
        public readonly byte WhenTrue = whenTrue;
        public readonly byte WhenFalse = whenFalse;
        public readonly uint Value = value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ushort Length;
        public Instruction* Start;
    }
}
