// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry;

/// <summary>
/// Writes a line of JSON for each request to a file. Requests don't wait for it: where the disk is slower than they are, lines are dropped, and how many
/// is said in the log. A file that is moved away is made anew, so that it can be rotated without a signal.
/// </summary>
internal sealed class AccessLog : IAsyncDisposable
{
    private const int MaxWaiting = 10_000;
    private readonly string _path;
    private readonly ILogger<AccessLog> _log;
    private readonly Channel<RequestRecord> _waiting;
    private readonly Task _writing;
    private long _dropped;

    /// <summary>Opens the file, to append to it.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    public AccessLog(string path, ILogger<AccessLog> log)
    {
        (_path, _log) = (path, log);
        _waiting = Channel.CreateBounded<RequestRecord>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite }, _ => Interlocked.Increment(ref _dropped));
        var file = Open();
        _writing = Task.Run(() => WriteAsync(file));
    }

    /// <summary>Takes note of a request.</summary>
    public void Add(RequestRecord request) => _waiting.Writer.TryWrite(request);

    /// <summary>Writes what waits, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync(FileStream first)
    {
        var file = first;
        var stamp = FileStamp.Of(_path);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync())
            {
                if (FileStamp.Of(_path)?.Inode != stamp?.Inode)
                {
                    await file.DisposeAsync();
                    file = Open();
                    stamp = FileStamp.Of(_path);
                }
                while (_waiting.Reader.TryRead(out var request))
                    file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request, RegistryJson.Relaxed.RequestRecord) + "\n"));
                await file.FlushAsync();
                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                    Log.AccessLogDropped(_log, _path, dropped);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The registry goes on without it: a full disk must not stop pulls.
            Log.AccessLogBroke(_log, _path, e.Message);
            _waiting.Writer.TryComplete();
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private FileStream Open() => new(_path, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
    });
}
