using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Flight;

/// <summary>Packs and unpacks what Flight SQL puts into Flight's descriptors, tickets and actions.</summary>
internal static class FlightTickets
{
    /// <summary>Rows with these columns wait under a ticket, at the service that told of them.</summary>
    public static FlightInfo Info(Schema schema, FlightDescriptor descriptor, IMessage ticket) =>
        new(schema, descriptor, [new FlightEndpoint(new FlightTicket((ticket as Any ?? Any.Pack(ticket)).ToByteString()), [])]);

    /// <summary>The message of a descriptor, ticket or action.</summary>
    /// <exception cref="QueryException">The bytes are none.</exception>
    public static Any Unpack(ByteString bytes)
    {
        try
        {
            return Any.Parser.ParseFrom(bytes) is { TypeUrl.Length: > 0 } any ? any : throw NoMessage(null);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw NoMessage(malformed);
        }
    }

    private static QueryException NoMessage(Exception? cause) => new(Problem.InvalidRequest, "The bytes are no message of Flight SQL: a google.protobuf.Any that names its type is expected.", cause);

    /// <summary>The message that the client means.</summary>
    /// <exception cref="QueryException">The bytes are none of its kind.</exception>
    public static bool Read<T>(this Any any, [NotNullWhen(true)] out T? message)
        where T : class, IMessage, new()
    {
        try
        {
            return any.TryUnpack(out message) && message is not null;
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new QueryException(Problem.InvalidRequest, $"The bytes are no {typeof(T).Name}.", malformed);
        }
    }

    /// <summary>A schema as an encapsulated IPC message.</summary>
    public static ByteString Serialize(Schema schema)
    {
        using var buffer = new MemoryStream();
        using (var writer = new ArrowStreamWriter(buffer, schema, leaveOpen: true))
        {
            writer.WriteStart();
        }

        return ByteString.CopyFrom(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
