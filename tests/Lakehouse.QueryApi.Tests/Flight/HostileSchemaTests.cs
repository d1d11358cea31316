using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Lakehouse.QueryApi.Flight;
using Lakehouse.QueryApi.Flight.Protocol;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Tests.Flight;

/// <summary>Schemas that would overflow the stack or the memory of whoever reads them: to put one is to be refused.</summary>
public class HostileSchemaTests(FlightApi flight) : IClassFixture<FlightApi>
{
    private const byte List = 12;

    private const byte Struct = 13;

    private static readonly Method<byte[], byte[]> DoPut = new(MethodType.DuplexStreaming, "arrow.flight.protocol.FlightService", "DoPut", Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(bytes => bytes, bytes => bytes));

    [Theory]
    [InlineData(30_000, 1, List)]
    [InlineData(1, 1, List)]
    [InlineData(60, 2, Struct)]
    public async Task Types_within_types_are_refused_unread(int depth, int width, byte type)
    {
        using var channel = GrpcChannel.ForAddress(flight.Address.Replace("grpc://", "http://", StringComparison.Ordinal));
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(DoPut, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken));
        await call.RequestStream.WriteAsync(FlightData(Nested(depth, width, type)), TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal((StatusCode.InvalidArgument, "invalid-parameters"), (refused.StatusCode, refused.Trailers.GetValue("lakehouse-problem")));
        Assert.Contains("Parameter 1 has a type with others inside", refused.Status.Detail, StringComparison.Ordinal);
        using var client = new FlightSqlClient(flight.Address);
        Assert.Single((await client.QueryAsync("SELECT 1 AS one")).Batches);
    }

    [Fact]
    public void Names_and_metadata_are_bounded()
    {
        var many = Enumerable.Range(0, 1_001).Select(number => new Apache.Arrow.Field($"{number}", Int32Type.Default, true)).ToArray();
        var metadata = new Dictionary<string, string> { ["key"] = new('x', 1 << 20) };

        SchemaCheck.Check(Header(new Schema(many[..1_000], null)));
        Assert.Equal(Problem.InvalidParameters, Refused(new Schema(many, null)));
        Assert.Equal(Problem.RequestTooLarge, Refused(new Schema([new Apache.Arrow.Field(new string('x', 1 << 20), Int32Type.Default, true), many[0]], null)));
        Assert.Equal(Problem.RequestTooLarge, Refused(new Schema(many[..1], metadata)));
        Assert.Equal(Problem.RequestTooLarge, Refused(new Schema([new Apache.Arrow.Field("1", Int32Type.Default, true, metadata)], null)));
        Assert.Equal(Problem.RequestTooLarge, Refused(new Schema([new Apache.Arrow.Field("1", new TimestampType(TimeUnit.Second, new string('x', (1 << 20) + 1)), true)], null)));
        Assert.Equal(Problem.InvalidParameters, Refused(new Schema([new Apache.Arrow.Field("1", new ListType(Int32Type.Default), true)], null)));
    }

    [Fact]
    public void Damaged_headers_are_refused_or_passed_on()
    {
        var random = new Random(20261128);
        var header = Header(new Schema([new Apache.Arrow.Field("1", Int32Type.Default, true, new Dictionary<string, string> { ["k"] = "v" }), new Apache.Arrow.Field("2", new TimestampType(TimeUnit.Second, "UTC"), true)], null));
        for (var round = 0; round < 50_000; round++)
        {
            var damaged = header[..random.Next(header.Length + 1)];
            for (var change = random.Next(4); change > 0 && damaged.Length > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                SchemaCheck.Check(damaged);
            }
            catch (QueryException)
            {
                // Refused with a reason; any other exception is a defect.
            }
        }
    }

    private static Problem Refused(Schema schema) => Assert.Throws<QueryException>(() => SchemaCheck.Check(Header(schema))).Problem;

    /// <summary>Without the mark and the length in front of it.</summary>
    private static byte[] Header(Schema schema) => FlightTickets.Serialize(schema).ToByteArray()[8..];

    /// <summary>A schema with one field, in which <paramref name="width"/> pointers lead to the same next one, and so on.</summary>
    private static byte[] Nested(int depth, int width, byte type)
    {
        const int Fields = 68;
        var size = 20 + (4 * width);
        var end = Fields + (depth * size);
        var buffer = new byte[end + 28];
        // A message's vtable and table, a schema's, and the list of its fields.
        Write(0, 16 - 0);
        Vtable(4, 12, 0, 4, 8);
        Write(16, 16 - 4);
        buffer[20] = 1;
        Write(24, 36 - 24);
        Vtable(28, 8, 0, 4);
        Write(36, 36 - 28);
        Write(40, 44 - 40);
        Write(44, 1);
        Write(48, Fields - 48);
        // Name, nullable, kind of type, type, dictionary, children.
        Vtable(52, 16, 0, 0, 4, 8, 0, 12);
        for (var (level, at) = (0, Fields); level <= depth; level++, at += size)
        {
            var isLeaf = level == depth;
            Write(at, at - 52);
            buffer[at + 4] = isLeaf ? (byte)1 : type;
            Write(at + 8, end + 20 - (at + 8));
            if (isLeaf)
            {
                Write(at + 12, 4);
                continue;
            }

            Write(at + 12, 4);
            Write(at + 16, width);
            for (var child = 0; child < width; child++)
            {
                Write(at + 20 + (4 * child), size - 20 - (4 * child));
            }
        }

        // The leaf's list of children is empty; its type has no members, and its vtable behind it.
        Write(end + 16, 0);
        Write(end + 20, -4);
        Vtable(end + 24, 4);
        return buffer;

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(at), value);

        void Vtable(int at, int tableSize, params ReadOnlySpan<short> members)
        {
            BinaryPrimitives.WriteInt16LittleEndian(buffer.AsSpan(at), (short)(4 + (2 * members.Length)));
            BinaryPrimitives.WriteInt16LittleEndian(buffer.AsSpan(at + 2), (short)tableSize);
            for (var index = 0; index < members.Length; index++)
            {
                BinaryPrimitives.WriteInt16LittleEndian(buffer.AsSpan(at + 4 + (2 * index)), members[index]);
            }
        }
    }

    /// <summary>Flight's message: a descriptor (kind, command) and the header of Arrow's.</summary>
    private static byte[] FlightData(byte[] header)
    {
        var command = Any.Pack(new CommandPreparedStatementQuery { PreparedStatementHandle = ByteString.CopyFromUtf8("a") }).ToByteArray();
        var descriptor = Message(output =>
        {
            output.WriteRawTag((1 << 3) | 0);
            output.WriteEnum(2);
            output.WriteRawTag((2 << 3) | 2);
            output.WriteBytes(ByteString.CopyFrom(command));
        });
        return Message(output =>
        {
            output.WriteRawTag((1 << 3) | 2);
            output.WriteBytes(ByteString.CopyFrom(descriptor));
            output.WriteRawTag((2 << 3) | 2);
            output.WriteBytes(ByteString.CopyFrom(header));
        });
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }
}
