// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Modules;

/// <summary>
/// An order for a container from a command line, field by field (texts as UTF-8 with their length before them, seven bits a byte). It comes from a command that lives for some
/// hundredths of a second, where a JSON serializer would need a tenth of that to come up.
/// </summary>
internal static class WordOrder
{
    private const AttachedStreams AllStreams = AttachedStreams.Input | AttachedStreams.Output | AttachedStreams.Error;

    internal static byte[] Write(ContainerOrder order, AttachOptions options)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(order.Id);
            writer.Write(order.Folder);
            Write(writer, order.Words);
            Write(writer, order.Environment);
            writer.Write((byte)options.Streams);
            writer.Write((byte)options.Pace);
            writer.Write((byte)options.Moment);
            writer.Write((ushort)(options.Size?.Columns ?? 0));
            writer.Write((ushort)(options.Size?.Rows ?? 0));
        }
        return content.ToArray();
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static StreamOrder Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(content.ToArray(), writable: false), Encoding.UTF8);
            var (id, folder) = (reader.ReadString(), reader.ReadString());
            var made = new ContainerOrder { Id = id, Folder = folder, Words = ReadTexts(reader), Environment = ReadTexts(reader) };
            var options = new AttachOptions { Streams = (AttachedStreams)reader.ReadByte(), Pace = (ViewerPace)reader.ReadByte(), Moment = (AttachMoment)reader.ReadByte() };
            var (columns, rows) = (reader.ReadUInt16(), reader.ReadUInt16());
            if (reader.BaseStream.Position != reader.BaseStream.Length || (options.Streams & ~AllStreams) != 0 || !Enum.IsDefined(options.Pace) || !Enum.IsDefined(options.Moment))
                throw new InvalidDataException("An order for a container holds what none does.");
            return new() { Container = id, Make = made, Options = columns == 0 ? options : options with { Size = new TerminalSize(columns, rows) } };
        }
        catch (Exception problem) when (problem is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException("An order for a container ends too early.", problem);
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts)
            writer.Write(text);
    }

    private static List<string> ReadTexts(BinaryReader reader)
    {
        var texts = new List<string>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            texts.Add(reader.ReadString());
        return texts;
    }
}
