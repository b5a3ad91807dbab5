// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>
/// Reads a log's files from the oldest to the newest, and goes on where it was when more is written. A file keeps its inode when it is put aside, so the
/// reader follows files and not names.
/// </summary>
internal sealed class ContainerLogReader(string path, int maxFiles) : IDisposable
{
    // A line of 16 KiB in which every byte is escaped as \uXXXX, and what is around it.
    private const int MaxLineBytes = (LineSplitter.MaxLineBytes * 6) + 1024;

    private readonly byte[] _buffer = new byte[MaxLineBytes];
    private FileStream? _file;
    private ulong _inode;
    private int _start;
    private int _end;

    internal static string NameOf(string path, int age) => age == 0 ? path : $"{path}.{age}";

    /// <summary>The next line; null if there is no complete one yet.</summary>
    internal async Task<LogLine?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_file is null && !OpenNext())
                return null;
            while (TakeLine(out var line))
            {
                if (line is not null)
                    return line;
            }
            if (await FillAsync(cancellationToken).ConfigureAwait(false))
                continue;
            // At the end of this file: is it still the newest? Asked before looking once more, since it may grow until it is put aside.
            if (!HasNewer())
                return null;
            if (await FillAsync(cancellationToken).ConfigureAwait(false))
                continue;
            if (!OpenNext())
                return null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private bool TakeLine(out LogLine? line)
    {
        line = null;
        var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (length < 0)
            return false;
        try
        {
            line = JsonSerializer.Deserialize(_buffer.AsSpan(_start, length), ContainersJson.Default.LogLine);
        }
        catch (JsonException)
        {
            // Half a line, from a power cut; the next is whole again.
        }
        _start += length + 1;
        return true;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            _end = 0; // no line of ours is that long
        var count = await _file!.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }

    private bool HasNewer() => LinuxFile.TryGetStatus(path)?.Inode is { } newest && newest != _inode;

    // The file after the one just read; the oldest to begin with, and if that one is gone.
    private bool OpenNext()
    {
        var ages = Enumerable.Range(0, maxFiles).Reverse().ToList();
        var current = _file is null ? -1 : ages.FindIndex(age => LinuxFile.TryGetStatus(NameOf(path, age))?.Inode == _inode);
        foreach (var age in ages.Skip(current + 1))
        {
            FileStream next;
            try
            {
                next = new(NameOf(path, age), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
            }
            catch (FileNotFoundException)
            {
                continue;
            }
            catch (DirectoryNotFoundException)
            {
                return false;
            }
            _file?.Dispose();
            (_file, _inode, _start, _end) = (next, LinuxFile.GetStatus(next.SafeFileHandle).Inode, 0, 0);
            return true;
        }
        return false;
    }
}
