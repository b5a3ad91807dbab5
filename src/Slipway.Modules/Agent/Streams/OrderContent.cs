// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using Slipway.Containers;
using Slipway.Native;

namespace Slipway.Modules;

/// <summary>
/// An order for streams as the content of a frame, field by field: numbers with their lowest byte first, texts as UTF-8 with their length before them, seven bits a byte. It comes
/// from a command that lives for some hundredths of a second, where a JSON serializer would need a tenth of that to come up.
/// </summary>
internal static class OrderContent
{
    private const AttachedStreams AllStreams = AttachedStreams.Input | AttachedStreams.Output | AttachedStreams.Error;
    private const byte Attaches = 0, Reads = 1, Defines = 2, Executes = 3;

    internal static byte[] Write(StreamOrder order)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(order.Container);
            writer.Write((byte)order.Options.Streams);
            writer.Write((byte)order.Options.Pace);
            writer.Write((byte)order.Options.Moment);
            writer.Write((ushort)(order.Options.Size?.Columns ?? 0));
            writer.Write((ushort)(order.Options.Size?.Rows ?? 0));
            writer.Write(order switch { { Line: not null } => Reads, { Definition: not null } => Defines, { Exec: not null } => Executes, _ => Attaches });
            if (order.Line is { } line)
                Write(writer, line);
            else if (order.Definition is { } definition)
                writer.Write(AgentOrderJson.Write(definition, AgentOrderJson.Default.ContainerDefinition));
            else if (order.Exec is { } exec)
                Write(writer, exec);
        }
        return content.ToArray();
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="JsonException">It holds a definition that is none.</exception>
    /// <exception cref="ArgumentException">It holds what cannot be run.</exception>
    internal static StreamOrder Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(content.ToArray(), writable: false), Encoding.UTF8);
            var order = new StreamOrder { Container = reader.ReadString(), Options = ReadOptions(reader) };
            var asked = reader.ReadByte();
            order = asked switch
            {
                Attaches => order,
                Reads => order with { Line = ReadLine(reader) },
                Defines => order with { Definition = JsonSerializer.Deserialize(reader.ReadBytes(content.Length), AgentJson.Default.ContainerDefinition) ?? throw new JsonException("the definition is null") },
                Executes => order with { Exec = ReadExec(reader) },
                _ => throw new InvalidDataException($"An order asks for {asked}, and there are {Attaches} (attach) to {Executes} (run another program)."),
            };
            return reader.BaseStream.Position == content.Length ? order : throw new InvalidDataException($"An order of {content.Length} bytes ends after {reader.BaseStream.Position}.");
        }
        catch (Exception problem) when (problem is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"An order of {content.Length} bytes ends too early.", problem);
        }
    }

    private static void Write(BinaryWriter writer, CommandLineOrder line)
    {
        writer.Write(line.IsRead);
        writer.Write(line.Folder);
        Write(writer, line.Words);
        writer.Write(line.Variables.Count);
        foreach (var (name, value) in line.Variables)
        {
            writer.Write(name);
            writer.Write(value);
        }
    }

    private static void Write(BinaryWriter writer, ExecSpec exec)
    {
        Write(writer, exec.Arguments);
        Write(writer, exec.Environment);
        Write(writer, exec.WorkingDirectory);
        Write(writer, exec.User);
        writer.Write(exec.IsPrivileged);
        writer.Write(exec.HasInput);
        writer.Write(exec.HasTerminal);
        writer.Write(exec.Timeout?.Ticks ?? 0);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts)
            writer.Write(text);
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static AttachOptions ReadOptions(BinaryReader reader)
    {
        var options = new AttachOptions { Streams = (AttachedStreams)reader.ReadByte(), Pace = (ViewerPace)reader.ReadByte(), Moment = (AttachMoment)reader.ReadByte() };
        var (columns, rows) = (reader.ReadUInt16(), reader.ReadUInt16());
        if ((options.Streams & ~AllStreams) != 0 || !Enum.IsDefined(options.Pace) || !Enum.IsDefined(options.Moment))
            throw new InvalidDataException($"An order asks to attach to the streams {options.Streams}, at the pace {options.Pace}, at the moment {options.Moment}, which are not all known.");
        return columns == 0 ? options : options with { Size = new TerminalSize(columns, rows) };
    }

    private static CommandLineOrder ReadLine(BinaryReader reader)
    {
        var line = new CommandLineOrder { IsRead = reader.ReadBoolean(), Folder = reader.ReadString(), Words = ReadTexts(reader) };
        var variables = new Dictionary<string, string>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            variables[reader.ReadString()] = reader.ReadString();
        return line with { Variables = variables };
    }

    private static ExecSpec ReadExec(BinaryReader reader) => new()
    {
        Arguments = ReadTexts(reader),
        Environment = ReadTexts(reader),
        WorkingDirectory = reader.ReadBoolean() ? reader.ReadString() : null,
        User = reader.ReadBoolean() ? reader.ReadString() : null,
        IsPrivileged = reader.ReadBoolean(),
        HasInput = reader.ReadBoolean(),
        HasTerminal = reader.ReadBoolean(),
        Timeout = reader.ReadInt64() is > 0 and var ticks ? TimeSpan.FromTicks(ticks) : null,
    };

    private static List<string> ReadTexts(BinaryReader reader)
    {
        var texts = new List<string>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            texts.Add(reader.ReadString());
        return texts;
    }
}
