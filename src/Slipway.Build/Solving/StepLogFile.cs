// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Native;

namespace Slipway.Build;

/// <summary>The full log of one step, as the step wrote it. It goes to the disk as it comes, and nothing of it is kept in memory.</summary>
internal sealed class StepLogFile : IDisposable
{
    private const int OnlyMine = 0x180; // 0600

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _file;
    private readonly long _maxBytes;
    private long _length;
    private long _dropped;
    private bool _isBroken;

    private StepLogFile(string path, SafeFileHandle file, long maxBytes) => (Path, _file, _maxBytes) = (path, file, maxBytes);

    public string Path { get; }

    /// <exception cref="IOException">The disk refused.</exception>
    public static StepLogFile Create(string path, long maxBytes) => new(path, LinuxFile.Create(path, OnlyMine), maxBytes);

    /// <summary>Adds text. A disk that refuses costs the rest of the log and not the step.</summary>
    public void Write(string text)
    {
        lock (_gate)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            if (_isBroken || _file.IsClosed || _length + bytes.Length > _maxBytes)
                _dropped += bytes.Length;
            else
                Append(bytes);
        }
    }

    /// <summary>Writes down the last lines where what came before them was left out.</summary>
    public void End(IReadOnlyList<string> tail)
    {
        lock (_gate)
        {
            if (_dropped == 0 || _isBroken || _file.IsClosed)
                return;
            Append(Encoding.UTF8.GetBytes($"\n[{_dropped} bytes are left out here; the log's last lines follow]\n{string.Join('\n', tail)}\n"));
            _dropped = 0;
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
    }

    private void Append(byte[] bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, _length);
            _length += bytes.Length;
        }
        catch (IOException)
        {
            _isBroken = true;
        }
    }
}
