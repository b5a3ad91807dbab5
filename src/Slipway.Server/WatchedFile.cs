// SPDX-License-Identifier: Apache-2.0
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>What a file says, read again when the file changes; where it can't be, what it said before holds.</summary>
/// <typeparam name="T">What comes of it.</typeparam>
internal sealed class WatchedFile<T> where T : class
{
    private readonly string _path;
    private readonly Func<T?> _readAgain;
    private readonly Lock _reading = new();
    private Content _content;

    /// <summary>Watches a file.</summary>
    /// <param name="path">The file, an absolute path.</param>
    /// <param name="read">Reads it now.</param>
    /// <param name="readAgain">Reads it later; null, having told why, where it can't be used.</param>
    public WatchedFile(string path, Func<T> read, Func<T?> readAgain)
    {
        (_path, _readAgain) = (path, readAgain);
        // The stamp first: what is written after it is seen.
        var stamp = FileStamp.Of(path);
        _content = new(stamp, read());
    }

    /// <summary>What it says now.</summary>
    public T Current
    {
        get
        {
            var stamp = FileStamp.Of(_path);
            var content = Volatile.Read(ref _content);
            if (stamp == content.Stamp)
                return content.Value;
            lock (_reading)
            {
                if (stamp != _content.Stamp)
                    Volatile.Write(ref _content, new(stamp, _readAgain() ?? _content.Value));
                return _content.Value;
            }
        }
    }

    private sealed record Content(FileStamp? Stamp, T Value);
}
