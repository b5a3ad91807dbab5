// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Fleet;

namespace Slipway.Server;

/// <summary>The policy of a file, read again when it changes. A file that can't be read, or has errors, is logged, and what it said before still holds.</summary>
public sealed class WatchedPolicy : IPolicySource
{
    private readonly string _path;
    private readonly ILogger<WatchedPolicy> _log;
    private readonly WatchedFile<ImagePolicy> _file;

    /// <summary>Reads a file and watches it.</summary>
    /// <param name="path">The file, an absolute path.</param>
    /// <param name="loggers">Where it tells that the file was read again, or couldn't be.</param>
    /// <exception cref="InvalidDataException">Something is wrong with it.</exception>
    /// <exception cref="IOException">It isn't there, or can't be read.</exception>
    public WatchedPolicy(string path, ILoggerFactory loggers)
    {
        (_path, _log) = (path, loggers.CreateLogger<WatchedPolicy>());
        _file = new(path, Read, ReadAgain);
    }

    /// <inheritdoc/>
    public ImagePolicy Current => _file.Current;

    private ImagePolicy Read()
    {
        var file = PolicyFile.Read(_path, _path);
        return !file.HasErrors ? file.Policy : throw new InvalidDataException(
            $"The policy '{_path}' can't be used:\n{string.Concat(file.Diagnostics.Select(static diagnostic => DiagnosticRenderer.Render(diagnostic)))}");
    }

    private ImagePolicy? ReadAgain()
    {
        try
        {
            var policy = Read();
            Log.PolicyRead(_log, _path);
            return policy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.PolicyUnusable(_log, _path, e.Message);
            return null;
        }
    }
}
