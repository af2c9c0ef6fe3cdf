using System.Buffers.Binary;

namespace Opsroom.TestKit.Telemetry;

/// <summary>Reads the fields of one protobuf message in the order they stand.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, where it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value, where it is a string, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        Bytes = default;
        Number = 0;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            case 2:
                Bytes = Take(checked((int)Varint()));
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            default:
                throw new InvalidDataException($"Field {Field} has wire type {tag & 7}, which protobuf 3 does not use.");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number is longer than ten bytes.");
    }
}
